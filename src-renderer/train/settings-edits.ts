/** What the training form does to the project: each an undoable, named edit. Owns no fields. */
import type { OptimizerKind, Schedule, TrainingSettings } from '#shared/graph/document.ts';
import { setTraining } from '#shared/graph/settings.ts';
import type { ParamValue } from '#shared/layers/fields.ts';
import { optimizers } from '#shared/optimizers.ts';
import { edit } from '../state/project.svelte.ts';

/** Keystrokes in one field make one step of the history. */
export function changeTraining<Key extends keyof TrainingSettings>(
  what: string,
  key: Key,
  value: TrainingSettings[Key],
): void {
  edit(
    `change ${what}`,
    (document) => setTraining(document, { [key]: value } as Partial<TrainingSettings>),
    `training.${key}`,
  );
}

/** Another optimizer starts with its own defaults; the learning rate follows while it stands at the old one's default. */
export function changeOptimizer(kind: OptimizerKind): void {
  edit('change the optimizer', (document) => {
    const { learningRate, optimizer } = document.training;
    const untouched = learningRate === optimizers[optimizer.kind].learningRate;
    return setTraining(document, {
      optimizer: { kind, params: {} },
      learningRate: untouched ? optimizers[kind].learningRate : learningRate,
    });
  });
}

export function changeOptimizerParam(key: string, value: ParamValue): void {
  edit(
    'change an optimizer setting',
    (document) => {
      const { kind, params } = document.training.optimizer;
      return setTraining(document, { optimizer: { kind, params: { ...params, [key]: value } as typeof params } });
    },
    `optimizer.${key}`,
  );
}

/** What each schedule starts with when it is chosen. */
const newSchedules: Readonly<Record<Schedule['kind'], Schedule>> = {
  constant: { kind: 'constant' },
  step: { kind: 'step', every: 10, factor: 0.5 },
  cosine: { kind: 'cosine', final: 0, warmup: 0 },
  plateau: { kind: 'plateau', patience: 3, factor: 0.5 },
};

export function changeScheduleKind(kind: Schedule['kind']): void {
  edit('change the schedule', (document) => setTraining(document, { schedule: newSchedules[kind] }));
}
