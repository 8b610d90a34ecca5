/** `preview RUN latent`: every sample as a point by its latent, over what the network decodes there. */
import KDBush from 'kdbush';
import { Option } from 'commander';
import { latentMap, mapParts, type MapAxes, type MapColor, type MapPart } from '#shared/explore/latent-map.ts';
import { colorFor, coloringOf, type Coloring } from '#shared/explore/map/coloring.ts';
import { decodedCells, describeInverse, latentAt } from '#shared/explore/map/inverse.ts';
import { boxOf, gridOver, middlesOf, middlesOfGroups, type Grid } from '#shared/explore/map/plane.ts';
import { project, type Projection } from '#shared/explore/map/projection.ts';
import { joinPieces, type MapPiece, type MapRows, type MapScores } from '#shared/explore/map/rows.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import { mostPieceValues } from '#shared/wire/explore/latent-map.ts';
import { whole } from '../numbers.ts';
import { floatsOf } from './floats.ts';
import { paintMap, type GridPicture } from './paint-map.ts';
import type { OpenNetwork, Preview } from './preview.ts';

interface Options {
  readonly axes: MapAxes;
  readonly x: number;
  readonly y: number;
  readonly color: MapColor;
  readonly colorLatent: number;
  readonly part: MapPart;
  readonly grid: number;
  readonly width: number;
}

const { fields } = latentMap;
const defaults = defaultsOf(fields);
const choices = (field: { readonly options: readonly { readonly value: string }[] }): string[] =>
  field.options.map(({ value }) => value);
const axesTitles: Readonly<Record<MapAxes, string>> = {
  ...{ latent: 'two latent values', pca: 'principal components', umap: 'UMAP', tsne: 't-SNE' },
};
/** Latents in one ask. */
const atOnce = 256;

export const latent: Preview = {
  name: 'latent',
  description: 'every sample as a point by its latent, and what the network decodes there',
  options: (command) =>
    void command
      .addOption(new Option('--axes <axes>', 'what the axes are').choices(choices(fields.axes)).default(defaults.axes))
      .option('--x <n>', 'latent value to the right, counted from 1', whole(1, 1_000_000), defaults.x)
      .option('--y <n>', 'latent value upwards', whole(1, 1_000_000), defaults.y)
      .addOption(
        new Option('--color <what>', 'what colours say').choices(choices(fields.color)).default(defaults.color),
      )
      .option('--color-latent <n>', 'latent value that gives the colour', whole(1, 1_000_000), defaults.colorLatent)
      .addOption(new Option('--part <part>', 'which samples').choices([...mapParts]).default(defaults.part))
      .option('--grid <n>', 'decoded pictures along the longer side; 0: none', whole(0, 40), 0)
      .option('--width <pixels>', 'of the picture', whole(200, 4000), 1200),
  async draw(network, options) {
    const chosen = options as unknown as Options;
    const rows = await loadRows(network, chosen.part);
    const scores = await loadScores(network, rows, chosen);
    const projection = await project(rows, { ...defaults, ...chosen });
    const bush = KDBush.from(projection.index);
    const box = boxOf(projection.places);
    const coloring = coloringOf(rows, scores, network.info.data.labels, chosen)!;
    const grid = chosen.grid > 0 ? gridOver(box, chosen.grid) : null;
    const decoded = grid && (await decodeGrid(network, grid, rows, projection, bush));
    const points = projection.places.length / 2;
    return {
      picture: await paintMap({ box: grid?.box ?? box, projection, coloring, grid: decoded, width: chosen.width }),
      numbers: {
        axes: projection.axes,
        points,
        samples: rows.total,
        latentSize: rows.size,
        bounds: box,
        explainedVariance: projection.basis && Array.from(projection.basis.shares),
        groups: groupsOf(coloring, projection),
        scale: coloring.kind === 'scale' ? { low: coloring.low, high: coloring.high } : null,
        decoding: describeInverse(projection, rows.size),
      },
      text: `${points.toLocaleString('en')} samples by ${axesTitles[projection.axes]}${grid ? ` over ${grid.columns} × ${grid.rows} decoded pictures` : ''}`,
    };
  },
};

async function loadRows(network: OpenNetwork, part: MapPart): Promise<MapRows> {
  const map = await network.ask('explore:latentMap', { part });
  const each = Math.max(1, Math.floor(mostPieceValues / map.size));
  const pieces: MapPiece[] = [];
  for (let from = 0; from < map.count; from += each) {
    const piece = await network.ask('explore:latentMapRows', { part, from, count: each });
    const bytes = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'base64')).buffer;
    pieces.push({
      samples: new Uint32Array(bytes(piece.samples)),
      latents: floatsOf(piece.latents),
      labels: piece.labels === null ? null : new Uint16Array(bytes(piece.labels)),
      parts: new Uint8Array(bytes(piece.parts)),
    });
  }
  return joinPieces(map, pieces);
}

/** Only where colours need them. */
async function loadScores(network: OpenNetwork, rows: MapRows, { part, color }: Options): Promise<MapScores | null> {
  if (!['error', 'divergence'].includes(colorFor(rows, color))) return null;
  const scores = await network.ask('explore:latentMapScores', { part, from: 0, count: rows.count });
  return {
    error: scores.error === null ? null : floatsOf(scores.error),
    divergence: scores.divergence === null ? null : floatsOf(scores.divergence),
  };
}

async function decodeGrid(
  network: OpenNetwork,
  grid: Grid,
  rows: MapRows,
  projection: Projection,
  bush: KDBush,
): Promise<GridPicture> {
  const cells = decodedCells(projection, bush, grid);
  const places = middlesOf(grid);
  const pictures = [];
  for (let at = 0; at < cells.length; at += atOnce) {
    const now = cells.slice(at, at + atOnce);
    const latents = Float32Array.from(
      now.flatMap((cell) => [...latentAt(projection, rows, bush, places[cell * 2]!, places[cell * 2 + 1]!)]),
    );
    const text = Buffer.from(latents.buffer).toString('base64');
    pictures.push({ cells: now, pictures: await network.ask('explore:decode', { latents: text, count: now.length }) });
  }
  return { grid, pictures };
}

/** Of each group its size and the median place of its points. */
function groupsOf(coloring: Coloring, { places, rows }: Projection) {
  if (coloring.kind === 'scale') return null;
  const groupOf = Array.from({ length: places.length / 2 }, (_, point) => coloring.groupOf[rows?.[point] ?? point]!);
  const middles = middlesOfGroups(places, groupOf, Math.max(...coloring.groups.map(({ id }) => id)) + 1);
  return coloring.groups.map(({ id, name, color, count }) => ({
    ...{ name, color, samples: count },
    middle: [middles[id * 2], middles[id * 2 + 1]],
  }));
}
