/** Runs side by side: their curves over each other, their durations, their order. Owns no calls. */
import type { RunDetails, RunSummary } from '#shared/wire/studio.ts';
import type { ChartSeries } from '../train/chart-series.ts';
import type { ColorToken } from '../ui/theme.ts';

/** Enough hues to tell runs apart; further ones repeat them and are told by their labels. */
const hues: readonly ColorToken[] = ['encoder', 'decoder', 'latent', 'proof', 'accent', 'problem', 'text'];

/** A run's name within its project: numbered from the first. `oldestFirst` are all runs of that project. */
export const runName = (id: string, oldestFirst: readonly string[]): string => `run ${oldestFirst.indexOf(id) + 1}`;

/** Ids of each project's runs, oldest first, from a list of summaries in any order. */
export function orderRuns(runs: readonly RunSummary[]): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, string[]>();
  for (const { id, projectId } of runs.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const own = order.get(projectId);
    if (own) own.push(id);
    else order.set(projectId, [id]);
  }
  return order;
}

/** Validation curves (training where there is no validation), one run a hue, labelled by name. */
export function overlaySeries(
  runs: readonly { readonly name: string; readonly details: RunDetails }[],
): readonly ChartSeries[] {
  return runs.map(({ name, details }, index) => ({
    label: name,
    color: hues[index % hues.length]!,
    dashed: index % 2 === 1,
    faint: false,
    points: details.epochs.map(({ epoch, loss, validationLoss }) => ({ x: epoch, y: validationLoss ?? loss })),
  }));
}

/** Seconds from start to end; of a live run, until now. */
export const durationOf = (run: RunSummary, now: number): number =>
  Math.max(0, ((run.endedAt ?? now) - run.startedAt) / 1000);

/** The lower of two runs' results is the better one: validation loss, training loss where there is none. */
export const resultOf = (run: RunSummary): number | null => run.validationLoss ?? run.loss;

/** The run with the lowest result; null unless two or more have one. */
export function bestOf(runs: readonly RunSummary[]): string | null {
  const ranked = runs.filter((run) => resultOf(run) !== null).toSorted((a, b) => resultOf(a)! - resultOf(b)!);
  return ranked.length < 2 ? null : ranked[0]!.id;
}
