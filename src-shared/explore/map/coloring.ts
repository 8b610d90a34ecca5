/** What the colours of a map mean: groups (labels, parts) or a scale (error, divergence, a latent value). Pure. */
import type { MapColor } from '../latent-map.ts';
import { labelColors, rgbOf, scaleColor, type Rgb } from './colors.ts';
import { dataParts, partTitles } from '../parts.ts';
import type { MapRows, MapScores } from './rows.ts';

export interface ColorGroup {
  /** Value in `groupOf`. */
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly count: number;
}

export interface Groups {
  readonly kind: 'groups';
  readonly groups: readonly ColorGroup[];
  /** Of each row. */
  readonly groupOf: ArrayLike<number>;
}

export interface Scale {
  readonly kind: 'scale';
  /** Of each row. */
  readonly values: Float32Array;
  /** 1st and 99th percentile: what lies outside has the colour of the end. */
  readonly low: number;
  readonly high: number;
}

export type Coloring = Groups | Scale;

export interface ColorSettings {
  readonly color: MapColor;
  readonly colorLatent: number;
}

/** What these rows can be coloured by. */
export function colorsOf({ labels, scores }: MapRows): readonly MapColor[] {
  return [
    ...(labels ? (['label'] as const) : []),
    ...(scores.error ? (['error'] as const) : []),
    ...(scores.divergence ? (['divergence'] as const) : []),
    ...(['part', 'latent'] as const),
  ];
}

/** What is wanted where the rows have it, else the first that they have. */
export function colorFor(rows: MapRows, wanted: MapColor): MapColor {
  const possible = colorsOf(rows);
  return possible.includes(wanted) ? wanted : possible[0]!;
}

/** Scores that are not there yet: null. */
export function coloringOf(
  rows: MapRows,
  scores: MapScores | null,
  names: readonly string[],
  { color, colorLatent }: ColorSettings,
): Coloring | null {
  switch (colorFor(rows, color)) {
    case 'label':
      return groupsOf(rows.labels!, names);
    case 'part':
      return groupsOf(
        rows.parts,
        dataParts.map((part) => partTitles[part]),
      );
    case 'error':
      return scores?.error ? scaleOf(scores.error) : null;
    case 'divergence':
      return scores?.divergence ? scaleOf(scores.divergence) : null;
    case 'latent':
      return scaleOf(columnOf(rows, Math.min(colorLatent, rows.size) - 1));
  }
}

function groupsOf(groupOf: ArrayLike<number>, names: readonly string[]): Groups {
  const counts = new Uint32Array(names.length);
  for (let row = 0; row < groupOf.length; row++) counts[groupOf[row]!]! += 1;
  const colors = labelColors(names.length);
  const groups = names.map((name, id) => ({ id, name, color: colors[id]!, count: counts[id]! }));
  return { kind: 'groups', groups: groups.filter(({ count }) => count > 0), groupOf };
}

function scaleOf(values: Float32Array): Scale {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { kind: 'scale', values, low: at(0.01), high: at(0.99) };
}

const columnOf = ({ count, size, values }: MapRows, column: number): Float32Array =>
  Float32Array.from({ length: count }, (_, row) => values[row * size + column]!);

/** The colour of each row, by one look-up. */
export function colorOfRow(coloring: Coloring): (row: number) => Rgb {
  if (coloring.kind === 'groups') {
    const colors: Rgb[] = [];
    for (const { id, color } of coloring.groups) colors[id] = rgbOf(color);
    return (row) => colors[coloring.groupOf[row]!]!;
  }
  const { values, low, high } = coloring;
  const table = Array.from({ length: 256 }, (_, at) => scaleColor(at / 255));
  const scale = 255 / (high - low || 1);
  return (row) => table[Math.min(255, Math.max(0, Math.round((values[row]! - low) * scale))) || 0]!;
}
