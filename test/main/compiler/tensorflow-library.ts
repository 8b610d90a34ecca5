/** TensorFlow's library for tests, where it is: installed, or named by HOURGLASS_TENSORFLOW. Elsewhere they are skipped. */
import { describe } from 'vitest';
import { lowerToTensorFlow } from '#main/compiler/tensorflow/lower.ts';
import { TensorFlowSession } from '#main/compiler/tensorflow/session.ts';
import { asWords } from '#main/compiler/tensorflow/words.ts';
import { drawKeys } from '#main/compiler/random-numbers.ts';
import { findAddon, loadAddon } from '#main/devices/tensorflow-library.ts';
import { sizeOf } from '#main/compiler/graph.ts';
import type { Outputs, RunGraph } from './compare.ts';

const found = findAddon();

/** A suite that needs the library; without it, its name says why it is skipped. */
export function withTensorFlow(name: string, suite: () => void): void {
  if (typeof found === 'string') describe.skip(`${name} (skipped: TensorFlow’s ${found} is not here)`, suite);
  else describe(name, suite);
}

export function addon() {
  if (typeof found === 'string') throw new Error('TensorFlow is not here.');
  return loadAddon(found.addon);
}

/** In a session of its own. */
export const runOnTensorFlow: RunGraph = async (graph, inputs, seed = [1, 2]) => {
  const model = lowerToTensorFlow('test', graph);
  const session = new TensorFlowSession(addon(), model.bytes);
  try {
    const feeds = new Map([...model.inputs].map(([name, feed]) => [feed, asWords(inputs[name]!)]));
    const keys = Uint32Array.from(model.draws.flatMap((draw) => [...drawKeys(seed, draw)]));
    if (model.keys) feeds.set(model.keys, asWords(keys));
    const results = session.run(feeds, [...model.outputs.values()]);
    const outputs: Outputs = {};
    [...model.outputs.keys()].forEach((name, index) => {
      const expected = sizeOf(graph.outputs.get(name)!.shape);
      if (results[index]!.length !== expected)
        throw new Error(`Output "${name}" has ${results[index]!.length} elements.`);
      outputs[name] = results[index]!;
    });
    return outputs;
  } finally {
    session.dispose();
  }
};
