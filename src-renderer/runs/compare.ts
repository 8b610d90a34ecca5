/** Runs side by side: their curves over each other, their durations, their order. Owns no calls. */
import type { Project } from '#shared/graph/document.ts';
import { findObjective, objectiveOf } from '#shared/objectives/index.ts';
import type { RunDetails, RunSummary } from '#shared/wire/studio.ts';
import { hues, type ChartSeries } from '../train/chart-series.ts';
import { formatMeasured, measuredBy, titleWithUnit, valuesOf, type Measured } from '../train/measured.ts';
import { formatAmount } from '../ui/format.ts';
import { compareProjects, type Difference } from './diff.ts';

/** A run's name within its project: numbered from the first. `oldestFirst` are all runs of that project. */
export const runName = (id: string, oldestFirst: readonly string[]): string => `run ${oldestFirst.indexOf(id) + 1}`;

/** Whether it has weights to look at: it was trained for an epoch, or came with some. */
export const hasWeights = ({ epochsDone, bestEpoch }: RunSummary): boolean => epochsDone > 0 || bestEpoch !== null;

/** "12 epochs", or that it is a model as it was imported. */
export const lengthOf = (run: RunSummary): string =>
  run.epochsDone === 0 && hasWeights(run) ? 'as imported' : formatAmount(run.epochsDone, 'epoch');

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

/** What several runs can be compared by: what all of them measure, the first one's words for it. */
export function measuredByAll(designs: readonly Project[]): readonly Measured[] {
  const [first = [], ...others] = designs.map((design) => measuredBy(objectiveOf(design)));
  return first.filter((one) =>
    others.every((measured) => measured.some(({ key, unit }) => key === one.key && unit === one.unit)),
  );
}

/** Validation curves of a measure (training where there is no validation), one run a hue, labelled by name. */
export function overlaySeries(
  runs: readonly { readonly name: string; readonly details: RunDetails }[],
  key = 'loss',
): readonly ChartSeries[] {
  return runs.map(({ name, details }, index) => ({
    label: name,
    color: hues[index % hues.length]!,
    dashed: index % 2 === 1,
    faint: false,
    points: details.epochs.flatMap((metrics) => {
      const { train, validation } = valuesOf(metrics, key);
      const y = validation ?? train;
      return y === null ? [] : [{ x: metrics.epoch, y }];
    }),
  }));
}

/** Seconds from start to end; of a live run, until now. */
export const durationOf = (run: RunSummary, now: number): number =>
  Math.max(0, ((run.endedAt ?? now) - run.startedAt) / 1000);

/** The lower of two runs' results is the better one: validation loss, training loss where there is none. */
export const resultOf = (run: RunSummary): number | null => run.validationLoss ?? run.loss;

/** The run with the lowest result; null unless two or more have one, of losses of one kind. */
export function bestOf(runs: readonly RunSummary[]): string | null {
  if (new Set(runs.map(({ objective }) => objective)).size > 1) return null;
  const ranked = runs.filter((run) => resultOf(run) !== null).toSorted((a, b) => resultOf(a)! - resultOf(b)!);
  return ranked.length < 2 ? null : ranked[0]!.id;
}

/** "Variational"; a stroke for runs of older versions. */
export const titleOfObjective = ({ objective }: RunSummary): string =>
  objective === null ? '–' : (findObjective(objective)?.title ?? objective);

/** The last epoch's terms in a line: "Reconstruction, nats 84.13 · KL divergence, nats 22.31". */
export function termsOfRun({ objective, terms }: RunSummary): string {
  const definition = objective === null ? null : findObjective(objective);
  return measuredBy(definition)
    .flatMap((one) => {
      const values = terms[one.key];
      const value = values?.validation ?? values?.train;
      return value === undefined || value === null ? [] : [`${titleWithUnit(one)} ${formatMeasured(value, one.unit)}`];
    })
    .join(' · ');
}

export interface SettingRow {
  readonly group: Difference['group'];
  readonly what: string;
  /** One a run, in their order. */
  readonly values: readonly string[];
}

/** The settings in which several designs differ, one row each: the first design against each of the others. */
export function tabulateSettings(designs: readonly Project[]): readonly SettingRow[] {
  const [first, ...others] = designs;
  if (first === undefined) return [];
  const differences = others.map((other) => compareProjects(first, other));
  const rows = new Map<string, Difference>();
  for (const line of differences.flat()) rows.set(`${line.group} ${line.what}`, line);
  return [...rows.values()].map(({ group, what, then }) => ({
    group,
    what,
    values: [
      then,
      ...differences.map((lines) => lines.find((line) => line.group === group && line.what === what)?.now ?? then),
    ],
  }));
}
