/** Fixes by one setting, on the way down, on the way up, or the same on both: strides, enlarging, padding, sequences. */
import type { AnyParams, ParamValue } from '../layers/fields.ts';
import { findLayer } from '../layers/index.ts';
import type { GraphNode, Project } from './document.ts';
import { followMirrors } from './follow.ts';
import { scaleOf } from './ladder.ts';
import { indexGraph } from './order.ts';
import type { Fix } from './problem.ts';
import { changeParams, withGraph } from './rewire.ts';
import { isMended, sameShape, type Mismatch } from './mismatch.ts';

/** Every try infers the whole graph: nodes far from where it starts are left alone. */
const MOST_NODES = 8;

interface Setting {
  readonly node: GraphNode;
  readonly params: AnyParams;
  readonly words: string;
  /** What the two sides of a pair must share. */
  readonly key: string;
}

export function settingFixes(mismatch: Mismatch): Fix[] {
  const { project, inference } = mismatch;
  const settings = candidates(mismatch).map(settingsOf);
  const tries = [
    ...settings.flat().map((setting) => [setting]),
    ...settings.flatMap((own, at) => settings.slice(at + 1).flatMap((others) => pairs(own, others, mismatch))),
  ];
  const found: Fix[] = [];
  const kinds = new Set<string>();
  for (const chosen of tries) {
    // One fix of a sort is enough: the one that touches least comes first.
    const sort = chosen[0]!.key.split(':')[0]!;
    if (kinds.has(sort)) continue;
    const fix = fixOf(chosen);
    if (!isMended(inference, fix.apply(project))) continue;
    kinds.add(sort);
    found.push(fix);
  }
  return found;
}

function fixOf(settings: readonly Setting[]): Fix {
  const names = settings.map(({ node }) => `“${node.name}”`).join(' and ');
  const { words, key } = settings[0]!;
  return {
    id: key.split(':')[0]!,
    label: `${words} in ${names}`,
    detail: `${settings.map(describe).join('; ')}.`,
    apply: (before: Project) => {
      const graph = settings.reduce(
        (changed, { node, params }) => changeParams(changed, node.id, params),
        before.graph,
      );
      return followMirrors(before, withGraph(before, graph));
    },
    nodes: settings.map(({ node }) => node.id),
  };
}

/** "“Conv2D 64”, strides: 2 × 2 → 1 × 1". */
function describe({ node, params }: Setting): string {
  const say = (value: ParamValue | undefined): string =>
    Array.isArray(value) ? value.join(' × ') : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  const changes = Object.entries(params).map(
    ([key, value]) =>
      `${findLayer(node.kind)!.fields[key]!.label.toLowerCase()}: ${say(node.params[key])} → ${say(value)}`,
  );
  return `“${node.name}”, ${changes.join(', ')}`;
}

/** Layers on the trunk that change the size, or could: those next to where it starts first. */
function candidates({ project, inference, partition, start }: Mismatch): GraphNode[] {
  const { nodes } = indexGraph(project.graph);
  const { trunk, parts } = partition;
  const scales = (id: string): boolean => {
    const { inputs, output } = inference.nodes.get(id)!;
    return (
      !!inputs?.[0] &&
      !!output &&
      (inputs[0].length !== output.length || !sameShape(scaleOf(inputs[0]), scaleOf(output)))
    );
  };
  const from = start ? trunk.indexOf(start.decoder) : trunk.length - 1;
  const middle = trunk.findIndex((id) => parts.get(id) === 'latent');
  // A rung is as far from the latent on both sides, more or less.
  const distance = (at: number): number => Math.abs(Math.abs(at - middle) - Math.abs(from - middle));
  return trunk
    .map((id, at) => ({ node: nodes.get(id)!, at }))
    .filter(
      ({ node }) =>
        scales(node.id) || /Transpose$|^upSampling|^lstm$|^gru$|^simpleRnn$|^bidirectional$/.test(node.kind),
    )
    .sort((a, b) => distance(a.at) - distance(b.at) || b.at - a.at)
    .slice(0, MOST_NODES)
    .map(({ node }) => node);
}

function settingsOf(node: GraphNode): Setting[] {
  const { params } = node;
  const settings: Setting[] = [];
  const add = (key: string, name: string, value: ParamValue, words: string): void => {
    if (JSON.stringify(params[name]) !== JSON.stringify(value))
      settings.push({ node, params: { [name]: value }, words, key });
  };
  const factors = [1, 2, 3, 4];
  if (params.strides !== undefined) {
    for (const n of factors)
      add(`stride:${n}`, 'strides', Array.isArray(params.strides) ? [n, n] : n, `Use stride ${n}`);
  }
  if (params.size !== undefined) {
    for (const n of factors.slice(1))
      add(`size:${n}`, 'size', Array.isArray(params.size) ? [n, n] : n, `Enlarge ${n} times`);
  }
  if (params.padding === 'same') add('padding:valid', 'padding', 'valid', 'Use padding “valid”');
  if (params.padding === 'valid') add('padding:same', 'padding', 'same', 'Use padding “same”');
  if (params.returnSequences === false) add('sequences:true', 'returnSequences', true, 'Return sequences');
  return settings;
}

/** The same change on both sides of the latent. */
function pairs(own: readonly Setting[], others: readonly Setting[], { partition }: Mismatch): Setting[][] {
  const [a, b] = [own[0], others[0]].map((setting) => setting && partition.parts.get(setting.node.id));
  if (!a || !b || a === b) return [];
  return own.flatMap((setting) =>
    others
      .filter(({ key }) => key === setting.key)
      .map((other) => (a === 'encoder' ? [setting, other] : [other, setting])),
  );
}
