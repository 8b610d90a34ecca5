/** Pictures of the wire as one PNG: a grid of them, enlarged in whole pixels, with words at its sides. Owns no choice of pictures. */
import type { Pictures } from '#shared/wire/explore/values.ts';
import sharp from '../../data/sharp.ts';

export interface GridCell {
  readonly pictures: Pictures;
  readonly index: number;
}

export interface Grid {
  /** From top to bottom; null: an empty place. */
  readonly rows: readonly (readonly (GridCell | null)[])[];
  /** Beside each row; left out: no gutter. */
  readonly rowLabels?: readonly string[];
  /** Over each column; left out: no gutter. */
  readonly columnLabels?: readonly string[];
  /** Over each picture of each row; a row without words has no gutter. */
  readonly captions?: readonly (readonly string[])[];
  /** Times by which every pixel is enlarged, whole; left out: until the longer side of the largest picture has at least 64. */
  readonly scale?: number;
  /** Pixels between pictures; left out: 2 with labels, 0 without. */
  readonly gap?: number;
}

const leastSide = 64;
const background = { r: 255, g: 255, b: 255 };
const fontSize = 13;
const lineHeight = 20;

export const cellsOf = (pictures: Pictures): GridCell[] =>
  Array.from({ length: pictures.count }, (_, index) => ({ pictures, index }));

/** Cells in rows of at most so many. */
export const wrapCells = <T>(cells: readonly T[], columns: number): T[][] =>
  Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );

/** The least whole factor that makes a side of so many pixels at least 64 long. */
export const enlargement = (side: number): number => Math.max(1, Math.ceil(leastSide / side));

/** Throws a RangeError for a grid without pictures. */
export async function paintGrid({ rows, rowLabels, columnLabels, captions, scale, gap }: Grid): Promise<Uint8Array> {
  const all = rows.flat().filter((cell) => cell !== null);
  if (all.length === 0) throw new RangeError('A grid needs a picture.');
  const largest = (side: 'width' | 'height'): number => Math.max(...all.map(({ pictures }) => pictures[side]));
  const factor = scale ?? enlargement(Math.max(largest('width'), largest('height')));
  const [width, height] = [largest('width') * factor, largest('height') * factor];
  const over = captions ?? (columnLabels ? [columnLabels] : []);
  const between = gap ?? (rowLabels || over.length > 0 ? 2 : 0);
  const left = rowLabels ? Math.ceil(Math.max(...rowLabels.map((label) => widthOf(label)))) + 16 : 0;
  const columns = Math.max(...rows.map(({ length }) => length));
  const x = (column: number): number => left + column * (width + between);
  const tops: number[] = [];
  let bottom = 0;
  for (const row of rows.keys()) {
    tops.push(bottom + (over[row]?.length ? lineHeight : 0));
    bottom = tops[row]! + height + between;
  }
  const size = { width: x(columns) - between, height: bottom - between };
  const parts = rows.flatMap((row, y) =>
    row.flatMap((cell, at) => (cell ? [{ ...enlarge(cell, factor), left: x(at), top: tops[y]! }] : [])),
  );
  const words = [
    ...(rowLabels ?? []).map((label, row) => text(label, left - 8, tops[row]! + height / 2 + fontSize / 3, 'end')),
    ...over.flatMap((labels, row) =>
      labels.map((label, at) => text(label, x(at) + width / 2, tops[row]! - 6, 'middle')),
    ),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${words.join('')}</svg>`;
  return sharp({ create: { ...size, channels: 3, background } })
    .composite([...parts, ...(words.length > 0 ? [{ input: Buffer.from(svg), left: 0, top: 0 }] : [])])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** One picture as RGB pixels, each repeated. */
function enlarge({ pictures, index }: GridCell, factor: number) {
  const { width, height, channels } = pictures;
  const bytes = Buffer.from(pictures.bytes, 'base64').subarray(index * width * height * channels);
  const wide = width * factor;
  const pixels = Buffer.alloc(wide * height * factor * 3);
  for (let y = 0; y < height * factor; y++)
    for (let x = 0; x < wide; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      for (let channel = 0; channel < 3; channel++)
        pixels[(y * wide + x) * 3 + channel] = bytes[from + (channels === 1 ? 0 : channel)]!;
    }
  return { input: pixels, raw: { width: wide, height: height * factor, channels: 3 as const } };
}

/** Roughly, of a common sans-serif: fonts differ from system to system. */
const widthOf = (label: string): number => label.length * fontSize * 0.62;

const escape = (label: string): string => label.replace(/[<>&"]/g, (character) => `&#${character.codePointAt(0)};`);

const text = (label: string, x: number, y: number, anchor: 'end' | 'middle'): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" font-family="sans-serif" font-size="${fontSize}" fill="#33383f">${escape(label)}</text>`;
