/** TensorBoard: a run's curves, training and validation as two runs that it lays over each other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tensorboard } from '#shared/export/tensorboard.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import type { ExportFormat } from '../format.ts';
import { figuresOf, type RunFigures } from '../run-figures.ts';
import { eventFile, type ScalarEvent } from './event-file.ts';

type Kind = 'train' | 'validation';

export const tensorboardFormat: ExportFormat<'tensorboard'> = {
  definition: tensorboard,
  async write(part, path, _options, { signal }) {
    const figures = await figuresOf(part);
    await mkdir(path);
    for (const kind of ['train', 'validation'] as const) {
      const events = eventsOf(figures, kind);
      if (events.length === 0) continue;
      await mkdir(join(path, kind));
      const name = `events.out.tfevents.${Math.floor(events[0]!.time)}.hourglass.v2`;
      await writeFile(join(path, kind, name), eventFile(events));
      signal.throwIfAborted();
    }
  },
  check: async () => null,
  snippet: (_part, name) => ({ language: 'sh', code: `pip install tensorboard\ntensorboard --logdir "${name}"` }),
};

/** One an epoch, at the time at which it ended; validation takes none of its own. */
export function eventsOf({ epochs, endedAt }: RunFigures, kind: Kind): ScalarEvent[] {
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  let time = endedAt - seconds;
  return epochs.flatMap((metrics) => {
    time += metrics.seconds;
    const values = valuesOf(metrics, kind);
    return Object.keys(values).length === 0 ? [] : [{ step: metrics.epoch, time, values }];
  });
}

/** Named as Keras names them. */
function valuesOf(metrics: EpochMetrics, kind: Kind): Record<string, number> {
  const { loss, validationLoss, terms, learningRate, samplesPerSecond } = metrics;
  const whole = kind === 'train' ? loss : validationLoss;
  const measured = Object.entries(terms).flatMap(([name, term]) => {
    const value = term[kind];
    return value === null ? [] : [[`epoch_${name}`, value] as const];
  });
  return {
    ...(whole !== null && { epoch_loss: whole }),
    ...Object.fromEntries(measured),
    ...(kind === 'train' && { epoch_learning_rate: learningRate, samples_per_second: samplesPerSecond }),
  };
}
