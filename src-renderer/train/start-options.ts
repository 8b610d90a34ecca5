/** What a training can start from, as a list to choose from. Pure; owns the order and the words. */
import type { RunSummary } from '#shared/wire/studio.ts';
import { runName } from '../runs/compare.ts';
import { capital } from '../ui/format.ts';

/** Stands for no run. */
export const randomWeights = '';

/** Random weights, then the project's own runs, newest first, then those of others; only what has weights to give. */
export function startOptions(
  runs: readonly RunSummary[],
  order: ReadonlyMap<string, readonly string[]>,
  projectId: string,
  chosen: string | null,
): { readonly value: string; readonly label: string }[] {
  const usable = runs.filter(({ bestEpoch }) => bestEpoch !== null);
  const own = usable.filter((run) => run.projectId === projectId);
  const others = usable.filter((run) => run.projectId !== projectId);
  const label = ({ id, projectId: of, projectName }: RunSummary): string => {
    const name = runName(id, order.get(of) ?? []);
    return of === projectId ? capital(name) : `${projectName}, ${name}`;
  };
  const gone = chosen !== null && runs.length > 0 && !usable.some(({ id }) => id === chosen);
  return [
    { value: randomWeights, label: 'New random weights' },
    ...[...own, ...others].map((run) => ({ value: run.id, label: label(run) })),
    ...(gone ? [{ value: chosen, label: 'A run that is not here' }] : []),
  ];
}
