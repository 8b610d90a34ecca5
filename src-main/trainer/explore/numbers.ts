/** Answers what is asked about samples that are no pictures: numbers in, numbers out. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '#shared/layers/layer.ts';
import type { Numbers, numbersCalls } from '#shared/wire/explore/numbers.ts';
import { elementsOf } from '../../data/elements.ts';
import type { Answers } from './answer.ts';
import { decodeLatents, possible } from './core.ts';
import { decodedFrom } from './describe.ts';
import type { Explorer } from './explorer.ts';
import { numbersOf, readWanted, reconstructSamples } from './reconstructing.ts';
import { drawLatents } from './sample-draw.ts';
import { scoreSamples } from './scoring.ts';
import { decodeFloats, encodeFloats } from './wire-values.ts';

const numbers = (values: Float32Array, count: number): Numbers => ({
  values: encodeFloats(values),
  size: values.length / count,
});

/** Stored samples as floats. */
const floatsOf = ({ session }: Explorer, bytes: Uint8Array): Float32Array =>
  Float32Array.from(elementsOf(session.dataset.info.dtype, bytes));

/** Outputs [count, …output] as people are shown them. */
async function shownOf(explorer: Explorer, output: Float32Array, count: number): Promise<Float32Array> {
  const { objective, project, layout, model } = explorer.session.trainable;
  const { show } = objective;
  if (!show) return output;
  const spec = { shape: [count, ...model.output!.shape], dtype: 'float32' as const };
  const fn = ({ prediction }: Record<string, tf.Tensor>): Record<string, tf.Tensor> => ({
    shown: show({ project, form: layout.form, params: project.objective.params, prediction: prediction! }),
  });
  const { shown } = await explorer.run(`show-${count}`, fn, { prediction: { spec, values: output } });
  return Float32Array.from(shown!);
}

export const numbersAnswers: Pick<Answers, keyof typeof numbersCalls> = {
  'explore:values': async (explorer, { samples }) =>
    numbers(floatsOf(explorer, await explorer.read(samples)), samples.length),

  'explore:outputs': async (explorer, { samples }, { signal, progress }) => {
    const count = samples.length;
    const bytes = await explorer.read(samples);
    const own = numbersOf(samples);
    const { shown, fed } = await reconstructSamples(explorer, bytes, own, async (done) => {
      progress({ done, total: count, doing: `Reconstructing ${count} samples` });
      await setImmediate();
      signal.throwIfAborted();
    });
    const wanted = await readWanted(explorer, bytes, own);
    return {
      shown: numbers(shown, count),
      fed: fed && numbers(fed, count),
      wanted: wanted === null || wanted === bytes ? null : numbers(floatsOf(explorer, wanted), count),
      errors: wanted && encodeFloats(await scoreSamples(explorer, bytes, wanted)),
    };
  },

  'explore:drawValues': async (explorer, settings, context) => {
    const { latents, size, drawn } = await drawLatents(explorer, settings, context);
    const { count } = settings;
    const made = await shownOf(explorer, await decodeLatents(explorer, latents), count);
    return { made: numbers(made, count), latents: encodeFloats(latents), size, drawn };
  },

  'explore:decodeValues': async (explorer, { latents, count }) => {
    const { shape } = possible(decodedFrom(explorer.session), 'A sample of a latent');
    const output = await decodeLatents(explorer, decodeFloats(latents, count * sizeOf(shape)));
    return numbers(await shownOf(explorer, output, count), count);
  },
};
