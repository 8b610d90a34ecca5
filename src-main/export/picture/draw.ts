/** The graph as SVG, as it stands on the canvas: grounds of the parts, layers, edges. Pure; owns the drawing, no file. */
import { checkProject } from '#shared/graph/check.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import { layerDrawings } from '#shared/graph/layer-drawings.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '#shared/graph/measures.ts';
import type { Part } from '#shared/graph/partition.ts';
import { extentOf, regionsOf } from '#shared/graph/regions.ts';
import { isLayerKind } from '#shared/layers/index.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { themes, type Theme } from './colours.ts';
import { edgePath } from './edge-path.ts';

const margin = 32;
const fonts = {
  words: "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
  numbers: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
};
/** Characters of a name that fit on a node as they are, and those that fit when they stand closer; the rest is cut off. */
const [easyName, longestName] = [15, 20];
/** Pixels for a name. */
const nameWidth = 120;

export interface Drawing {
  readonly svg: string;
  /** Canvas pixels. */
  readonly width: number;
  readonly height: number;
}

export function drawGraph(project: Project, theme: 'light' | 'dark'): Drawing {
  const colours = themes[theme];
  const { partition, inference } = checkProject(project);
  const positions = new Map(project.graph.nodes.map(({ id, position }) => [id, position]));
  const regions = regionsOf(positions, partition.parts);
  const extent = extentOf(positions, regions) ?? { x: 0, y: 0, width: NODE_WIDTH, height: NODE_HEIGHT };
  const [x, y] = [extent.x - margin, extent.y - margin];
  const [width, height] = [extent.width + 2 * margin, extent.height + 2 * margin];
  const grounds = regions.map(({ part, x: left, y: top, width: across, height: down }) => {
    const title = text(part.toUpperCase(), left + 16, top + 26, `fill="${colours[part].words}" class="part"`);
    return `<rect x="${left}" y="${top}" width="${across}" height="${down}" rx="12" fill="${colours[part].tint}"/>${title}`;
  });
  const edges = project.graph.edges.map(
    ({ source, target }) => `<path d="${edgePath(positions.get(source)!, positions.get(target)!)}"/>`,
  );
  const nodes = project.graph.nodes.map((node) => {
    const found = inference.nodes.get(node.id);
    const weights = found ? found.weights.trainable + found.weights.fixed : 0;
    const shape = found?.output ? formatShape(found.output) : '?';
    return drawNode(node, partition.parts.get(node.id) ?? 'aside', { shape, weights }, colours);
  });
  const style = `text{font-family:${fonts.words};font-size:13px}.name{font-weight:600}.shape{font-family:${fonts.numbers};font-size:12px}.weights{font-size:11px;text-anchor:end}.part{font-size:11px;font-weight:600;letter-spacing:.06em}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(project.name)}</title><style>${style}</style>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colours.canvas}"/>`,
    ...grounds,
    `<g fill="none" stroke="${colours.edge}" stroke-width="1.5">${edges.join('')}</g>`,
    ...nodes,
    '</svg>',
  ].join('\n');
  return { svg: `${svg}\n`, width, height };
}

function drawNode(
  { kind, name, position: { x, y } }: GraphNode,
  part: Part,
  { shape, weights }: { readonly shape: string; readonly weights: number },
  colours: Theme,
): string {
  const hue = part === 'aside' ? colours.soft : colours[part].hue;
  const { line, fill } = isLayerKind(kind) ? layerDrawings[kind] : {};
  const icon = [
    line &&
      `<path d="${line}" fill="none" stroke="${hue}" stroke-width="1.25" stroke-linecap="round" stroke-linejoin="round"/>`,
    fill && `<path d="${fill}" fill="${hue}"/>`,
  ].filter(Boolean);
  const shown = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const squeezed = shown.length > easyName ? ` textLength="${nameWidth}" lengthAdjust="spacingAndGlyphs"` : '';
  const count = weights > 0 ? weights.toLocaleString('en') : '–';
  return [
    `<g>`,
    `<rect x="${x + 0.5}" y="${y + 0.5}" width="${NODE_WIDTH - 1}" height="${NODE_HEIGHT - 1}" rx="10" fill="${colours.panel}" stroke="${colours.line}"/>`,
    `<g transform="translate(${x + 11} ${y + 13}) scale(1.125)">${icon.join('')}</g>`,
    text(shown, x + 38, y + 25, `fill="${colours.text}" class="name"${squeezed}`),
    text(shape, x + 38, y + 45, `fill="${colours.text}" class="shape"`),
    text(count, x + NODE_WIDTH - 11, y + 63, `fill="${colours.soft}" class="weights"`),
    '</g>',
  ].join('');
}

const text = (words: string, x: number, y: number, attributes: string): string =>
  `<text x="${x}" y="${y}" ${attributes}>${escape(words)}</text>`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (words: string): string => words.replaceAll(/[&<>"]/g, (letter) => escapes[letter]!);
