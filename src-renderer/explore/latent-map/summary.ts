/** The map in words, for those who do not see it, and its points as a table. Pure but for reading the map's state. */
import { dataParts } from '#shared/explore/parts.ts';
import { formatAmount, formatCount, formatLoss } from '../../ui/format.ts';
import type { LatentMap } from './latent-map.svelte.ts';

const axesNames = { latent: 'latent values', pca: 'principal components', umap: 'UMAP', tsne: 't-SNE' } as const;

/** "10,000 samples by UMAP. Colours show labels: 0 (980), …" */
export function summarise({ shown, coloring }: LatentMap): string {
  if (!shown || !coloring) return 'The map is not laid out yet.';
  const { projection } = shown;
  const samples = formatAmount(projection.places.length / 2, 'sample');
  const colors =
    coloring.kind === 'groups'
      ? `Colours: ${coloring.groups.map(({ name, count }) => `${name} (${formatCount(count)})`).join(', ')}.`
      : `Colours go from ${formatLoss(coloring.low)} to ${formatLoss(coloring.high)}.`;
  return `${samples} by ${axesNames[projection.axes]}. ${colors} Arrow keys move, plus and minus zoom, 0 shows all, Enter decodes the middle, Shift with arrow keys moves what is decoded.`;
}

/** "10,000 of 70,000 samples, evenly spread", or null where all are there. */
export function sayLeftOut({ shown }: LatentMap): string | null {
  if (!shown) return null;
  const points = shown.projection.places.length / 2;
  if (points === shown.rows.total) return null;
  return `${formatCount(points)} of ${formatAmount(shown.rows.total, 'sample')}, evenly spread.`;
}

/** Points as comma-separated values with a header line: sample (counted from 1), label, part, place, scores where they were computed, latent. `points`: null for all. */
export function mapTable({ shown, info, known }: LatentMap, points: readonly number[] | null): string {
  if (!shown) return '';
  const { rows, projection } = shown;
  const { samples, labels, parts, values, size } = rows;
  const { error, divergence } = known ?? { error: null, divergence: null };
  const names = info.data.labels;
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const header = [
    'sample',
    ...(labels ? ['label'] : []),
    'part',
    ...['x', 'y'],
    ...(error ? ['error'] : []),
    ...(divergence ? ['divergence'] : []),
    ...Array.from({ length: size }, (_, at) => `latent ${at + 1}`),
  ];
  const all = points ?? Array.from({ length: projection.places.length / 2 }, (_, point) => point);
  const lines = all.map((point) => {
    const row = projection.rows?.[point] ?? point;
    return [
      samples[row]! + 1,
      ...(labels ? [quoted(names[labels[row]!] ?? String(labels[row]))] : []),
      dataParts[parts[row]!],
      projection.places[point * 2],
      projection.places[point * 2 + 1],
      ...(error ? [error[row]] : []),
      ...(divergence ? [divergence[row]] : []),
      ...values.subarray(row * size, (row + 1) * size),
    ].join();
  });
  return [header.join(), ...lines, ''].join('\n');
}
