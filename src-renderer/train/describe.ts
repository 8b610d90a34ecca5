/** A project's training settings in words, as the Train and Runs views and comparisons say them. Owns no settings. */
import type { Project, Schedule, TrainingSettings } from '#shared/graph/document.ts';
import { defaultsOf, shownFields } from '#shared/layers/fields.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { optimizers } from '#shared/optimizers.ts';
import type { SplitCounts } from '#shared/wire/studio.ts';
import { formatAmount, formatCount, formatPercent, formatSetting } from '../ui/format.ts';

/** "Reconstruct · binary cross-entropy". */
export function describeObjective(project: Project): string {
  const objective = objectiveOf(project);
  if (objective === null) return project.objective.kind;
  // What the other settings leave no use for says nothing.
  const params = { ...defaultsOf(objective.fields), ...project.objective.params };
  const choices = Object.entries(shownFields(objective.fields, params)).flatMap(([key, field]) => {
    if (field.type !== 'choice') return [];
    const option = field.options.find(({ value }) => value === params[key]);
    return option ? [option.label.charAt(0).toLowerCase() + option.label.slice(1)] : [];
  });
  return [objective.title, ...choices].join(' · ');
}

export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant';
    case 'step':
      return `× ${formatSetting(schedule.factor)} every ${formatAmount(schedule.every, 'epoch')}`;
    case 'cosine': {
      const warmup = schedule.warmup > 0 ? ` after ${formatAmount(schedule.warmup, 'epoch')} of warm-up` : '';
      return `cosine${schedule.final > 0 ? ` to ${formatPercent(schedule.final)}` : ''}${warmup}`;
    }
    case 'plateau':
      return `× ${formatSetting(schedule.factor)} after ${formatAmount(schedule.patience, 'epoch')} without progress`;
  }
}

/** "Adam · 0.001, cosine". */
export function describeOptimizer({ optimizer, learningRate, schedule }: TrainingSettings): string {
  const rate = formatSetting(learningRate);
  const how = schedule.kind === 'constant' ? '' : `, ${describeSchedule(schedule)}`;
  return `${optimizers[optimizer.kind].title} · ${rate}${how}`;
}

/** How many samples train, validate, are kept for the test, and how many steps that makes. */
export interface Split extends SplitCounts {
  readonly batches: number;
}

/** With the steps that an epoch takes. */
export function stepsOf(
  { train, validation, test }: SplitCounts,
  { batchSize, lastBatch }: Pick<TrainingSettings, 'batchSize' | 'lastBatch'>,
): Split {
  const batches = lastBatch === 'drop' ? Math.floor(train / batchSize) : Math.ceil(train / batchSize);
  return { train, validation, test, batches };
}

/** "128 of 9,000 · seed 1". */
export function describeBatch(settings: TrainingSettings, trainSamples: number | null): string {
  const of = trainSamples === null ? '' : ` of ${formatCount(trainSamples)}`;
  return `${formatCount(settings.batchSize)}${of} · seed ${settings.seed}`;
}

export function describeEarlyStopping(stopping: TrainingSettings['earlyStopping']): string {
  if (stopping === null) return 'never';
  const delta = stopping.minDelta > 0 ? ` by more than ${formatSetting(stopping.minDelta)}` : '';
  return `after ${formatAmount(stopping.patience, 'epoch')} without progress${delta}`;
}

export function describeClipping(clipping: TrainingSettings['gradientClipping']): string {
  if (clipping === null) return 'none';
  return `${clipping.by === 'globalNorm' ? 'all together' : 'each value'} to ${formatSetting(clipping.limit)}`;
}

/** "best: epoch 12 · last: epoch 14". */
export function describeCheckpoints(best: number | null, last: number, live: boolean): string {
  if (last === 0) return live ? 'after the first epoch' : 'none';
  return [...(best === null ? [] : [`best: epoch ${best}`]), `last: ${live ? 'now' : `epoch ${last}`}`].join(' · ');
}
