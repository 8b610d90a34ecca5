/** An objective's functions run op by op on a tiny project, for tests that look at what it computes. */
import * as tf from '@tensorflow/tfjs-core';
import { setEagerSeed, type Values } from '#main/compiler/index.ts';
import { inputSpecs, inputValues } from '#main/trainer/inputs.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Trainable } from '#main/trainer/programs.ts';
import type { Project } from '#shared/graph/document.ts';
import { runEagerly, type Outputs } from '../../compiler/compare.ts';

export interface EagerObjective {
  readonly trainable: Trainable;
  /** `samples`: bytes [count, …input]; `labels` [count] where the objective takes them. Seeded alike unless told otherwise. */
  run(kind: 'evaluate' | 'predict', samples: Uint8Array, count: number, more?: More): Promise<Outputs>;
  dispose(): void;
}

interface More {
  readonly labels?: Int32Array;
  readonly seed?: number;
}

export async function openEagerly(project: Project): Promise<EagerObjective> {
  const trainable = new Trainable(await buildModel(project, 3), project);
  return {
    trainable,
    async run(kind, samples, count, { labels, seed = 1 } = {}) {
      const batch = { values: samples, count, targets: null, labels: labels ?? null };
      const specs = Object.entries(inputSpecs(trainable, kind, count));
      const values = inputValues(trainable, kind, batch);
      setEagerSeed([seed, 0]);
      return runEagerly(
        trainable[kind],
        Object.fromEntries(
          // TensorFlow.js has no bytes.
          specs.map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype === 'uint8' ? 'float32' : dtype }]),
        ),
        Object.fromEntries(specs.map(([name]) => [name, Float32Array.from(values[name]!) as Values])),
      );
    },
    dispose: () => trainable.dispose(),
  };
}

/** Sets a weight by its name, "<node id>/kernel". */
export function setWeight({ trainable }: EagerObjective, name: string, values: readonly number[]): void {
  const { variable } = trainable.model.weights.find((weight) => weight.name === name)!;
  tf.tidy(() => variable.assign(tf.tensor([...values], variable.shape)));
}
