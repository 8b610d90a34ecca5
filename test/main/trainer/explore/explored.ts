/** Runs trained for a moment and opened for exploring, in this process. Owns no expectations. */
import { afterAll } from 'vitest';
import type { AskContext } from '#main/trainer/explore/answer.ts';
import { answers } from '#main/trainer/explore/index.ts';
import { Explorer } from '#main/trainer/explore/explorer.ts';
import type { Project } from '#shared/graph/document.ts';
import { exploreAsks, type AskName, type ExploreProgress } from '#shared/wire/explore/index.ts';
import type { CallInput, CallOutput } from '#shared/wire/studio.ts';
import * as v from 'valibot';
import { preparedData, runTraining } from '../fixtures.ts';

export interface Explored {
  readonly explorer: Explorer;
  readonly folder: string;
  readonly dataset: string;
  /** As a window asks: the input must fit the call's schema. `subject` is added. */
  ask<N extends AskName>(
    name: N,
    input: Omit<CallInput<N>, 'subject'>,
    context?: Partial<AskContext>,
  ): Promise<CallOutput<N>>;
  /** What the asks so far reported. */
  readonly progress: Omit<ExploreProgress, 'secondsLeft'>[];
}

/** Trains a project on its data, opens its best checkpoint, and closes it after the test file. */
export async function explored(project: Project): Promise<Explored> {
  const { dataset, folderFor } = await preparedData(project);
  const folder = folderFor('run');
  const { ended } = await runTraining(project, folder, dataset);
  if (ended.reason !== 'finished') throw new Error(`Training ended: ${JSON.stringify(ended.message)}`);
  const explorer = await Explorer.open({ project, folder, checkpoint: 'best', dataset });
  afterAll(() => explorer.close());
  const progress: Omit<ExploreProgress, 'secondsLeft'>[] = [];
  return {
    ...{ explorer, folder, dataset, progress },
    async ask(name, input, context = {}) {
      const checked = v.parse(exploreAsks[name].input as v.GenericSchema, { subject: 'run', ...input });
      const give = answers[name] as (...all: unknown[]) => Promise<never>;
      const signal = context.signal ?? new AbortController().signal;
      return give(explorer, checked, { signal, progress: (report: never) => progress.push(report), ...context });
    },
  };
}

export const floats = (text: string): Float32Array => {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
export const base64 = (values: Float32Array | Uint8Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
