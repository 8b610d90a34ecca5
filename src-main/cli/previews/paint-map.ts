/** A latent map as PNG: decoded pictures, points over them, names of groups or a scale. Owns pixels, no projection. */
import { colorOfRow, type Coloring } from '#shared/explore/map/coloring.ts';
import { scaleStops } from '#shared/explore/map/colors.ts';
import { middlesOfGroups, type Box, type Grid } from '#shared/explore/map/plane.ts';
import type { Projection } from '#shared/explore/map/projection.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import sharp from '../../data/sharp.ts';

export interface GridPicture {
  readonly grid: Grid;
  /** Pictures of these cells, counted from the top left. */
  readonly pictures: readonly { readonly cells: readonly number[]; readonly pictures: Pictures }[];
}

interface MapPicture {
  readonly box: Box;
  readonly projection: Projection;
  readonly coloring: Coloring;
  readonly grid: GridPicture | null;
  /** Pixels; the height follows from the box. */
  readonly width: number;
}

const background = { r: 251, g: 251, b: 253 };
const tallest = 4000;
/** Points in one drawing: what draws it takes no document of any length. */
const atOnce = 20_000;

export async function paintMap({ box, projection, coloring, grid, width }: MapPicture): Promise<Uint8Array> {
  const height = Math.min(
    tallest,
    Math.max(100, Math.round((width * (box.top - box.bottom)) / (box.right - box.left))),
  );
  const x = (place: number): number => ((place - box.left) / (box.right - box.left)) * width;
  const y = (place: number): number => ((box.top - place) / (box.top - box.bottom)) * height;
  const { places, rows } = projection;
  const count = places.length / 2;
  const colorOf = colorOfRow(coloring);
  const radius = Math.max(1.4, Math.min(5, 260 / Math.sqrt(count)) * (width / 1200));
  const ring = grid ? '#000' : '#fbfbfd';
  // Over pictures, which are mostly dark, points are nearer to white.
  const lifted = (channel: number): number => (grid ? Math.round(channel + (255 - channel) * 0.22) : channel);
  const layers: { input: Buffer; left: number; top: number }[] = [];
  if (grid) layers.push({ input: await paintGrid(grid, width, height), left: 0, top: 0 });
  for (let from = 0; from < count; from += atOnce) {
    const dots = Array.from({ length: Math.min(atOnce, count - from) }, (_, at) => {
      const point = from + at;
      const [cx, cy] = [x(places[point * 2]!).toFixed(1), y(places[point * 2 + 1]!).toFixed(1)];
      return `<circle cx="${cx}" cy="${cy}" r="${radius.toFixed(2)}" fill="rgb(${colorOf(rows?.[point] ?? point)
        .map(lifted)
        .join()})"/>`;
    });
    layers.push(drawing(width, height, `<g stroke="${ring}" stroke-width="0.6">${dots.join('')}</g>`));
  }
  layers.push(
    drawing(width, height, coloring.kind === 'groups' ? names(coloring, projection, x, y) : scale(coloring, height)),
  );
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(layers)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

const drawing = (width: number, height: number, inside: string) => ({
  ...{ left: 0, top: 0 },
  input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inside}</svg>`),
});

const escape = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.codePointAt(0)};`);

function names(
  { groups, groupOf }: Extract<Coloring, { kind: 'groups' }>,
  { places, rows }: Projection,
  x: (place: number) => number,
  y: (place: number) => number,
): string {
  const of = Array.from({ length: places.length / 2 }, (_, point) => groupOf[rows?.[point] ?? point]!);
  const middles = middlesOfGroups(places, of, Math.max(...groups.map(({ id }) => id)) + 1);
  return groups
    .filter(({ id }) => Number.isFinite(middles[id * 2]))
    .map(({ id, name, color }) => {
      const [cx, cy] = [x(middles[id * 2]!), y(middles[id * 2 + 1]!)];
      const half = Math.max(15, name.length * 5 + 9);
      return (
        `<rect x="${cx - half}" y="${cy - 15}" width="${half * 2}" height="30" rx="15" fill="#fff" fill-opacity="0.92" stroke="${color}" stroke-width="2.5"/>` +
        `<text x="${cx}" y="${cy + 6}" text-anchor="middle" font-family="sans-serif" font-weight="bold" font-size="17" fill="#1b1b22">${escape(name)}</text>`
      );
    })
    .join('');
}

function scale({ low, high }: Extract<Coloring, { kind: 'scale' }>, height: number): string {
  const stops = scaleStops.map((color, at) => `<stop offset="${at / (scaleStops.length - 1)}" stop-color="${color}"/>`);
  const label = (value: number, at: number, anchor: string): string =>
    `<text x="${at}" y="${height - 16}" text-anchor="${anchor}" font-family="sans-serif" font-size="13" fill="#1b1b22">${Number(value.toPrecision(3))}</text>`;
  return (
    `<linearGradient id="scale">${stops.join('')}</linearGradient>` +
    `<rect x="10" y="${height - 58}" width="240" height="50" rx="8" fill="#fff" fill-opacity="0.92"/>` +
    `<rect x="22" y="${height - 46}" width="216" height="12" rx="6" fill="url(#scale)"/>${label(low, 22, 'start')}${label(high, 238, 'end')}`
  );
}

/** All cells in one picture, enlarged to its size; cells without a picture stay clear. */
async function paintGrid({ grid, pictures }: GridPicture, width: number, height: number): Promise<Buffer> {
  const [first] = pictures;
  if (!first)
    return sharp({ create: { width, height, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
  const { width: wide, height: high, channels } = first.pictures;
  const row = grid.columns * wide;
  const pixels = Buffer.alloc(row * grid.rows * high * 4);
  for (const { cells, pictures: all } of pictures) {
    const bytes = Buffer.from(all.bytes, 'base64');
    cells.forEach((cell, at) => {
      const corner = Math.floor(cell / grid.columns) * high * row + (cell % grid.columns) * wide;
      for (let pixel = 0; pixel < wide * high; pixel++) {
        const from = (at * wide * high + pixel) * channels;
        const into = (corner + Math.floor(pixel / wide) * row + (pixel % wide)) * 4;
        for (let channel = 0; channel < 3; channel++)
          pixels[into + channel] = bytes[from + (channels === 1 ? 0 : channel)]!;
        pixels[into + 3] = 255;
      }
    });
  }
  return sharp(pixels, { raw: { width: row, height: grid.rows * high, channels: 4 } })
    .resize(width, height, { fit: 'fill', kernel: row > width ? 'lanczos3' : 'nearest' })
    .png()
    .toBuffer();
}
