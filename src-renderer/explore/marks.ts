/** Samples marked as anomalies: marked on the latent map, judged by under Anomalies. Owns the edits, and the ways between the two. */
import type { DataPart } from '#shared/explore/parts.ts';
import { formatAmount } from '../ui/format.ts';
import { changeSettings, explore, settingsOf } from '../state/explore.svelte.ts';

const ascending = (samples: Iterable<number>): readonly number[] => [...new Set(samples)].sort((a, b) => a - b);

/** Beside those that are marked already; from now on scores are held against the marked ones. */
export function markSamples(samples: readonly number[]): void {
  const marked = ascending([...settingsOf('anomalies').marked, ...samples]);
  changeSettings('anomalies', `mark ${formatAmount(samples.length, 'sample')}`, { marked, against: 'marked' });
}

export function unmarkSamples(samples: readonly number[]): void {
  const gone = new Set(samples);
  const marked = settingsOf('anomalies').marked.filter((sample) => !gone.has(sample));
  const against = marked.length > 0 ? 'marked' : 'labels';
  changeSettings('anomalies', `unmark ${formatAmount(samples.length, 'sample')}`, { marked, against });
}

/** Under Anomalies, in the part of the data that has most of them. */
export function showMarkedScores(part: DataPart): void {
  if (settingsOf('anomalies').part !== part) changeSettings('anomalies', 'choose samples', { part });
  explore.panel = 'anomalies';
}

/** Selected on the latent map. */
export function showMarkedOnMap(): void {
  explore.picked = settingsOf('anomalies').marked;
  explore.panel = 'latentMap';
}
