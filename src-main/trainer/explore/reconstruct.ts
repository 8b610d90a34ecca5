/** Answers what Explore's panel “reconstruct” asks. */
import { setImmediate } from 'node:timers/promises';
import type { Shape } from '#shared/layers/layer.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { reconstructCalls } from '#shared/wire/explore/reconstruct.ts';
import { paintDifference } from '../heatmap.ts';
import { valuesOfBytes } from '../pixels.ts';
import type { Answers } from './answer.ts';
import { possible } from './core.ts';
import { pictureShape } from './describe.ts';
import { measureSample } from './figures.ts';
import { errorsOf, errorsOfIndices, numbersOf, readWanted, reconstructSamples } from './reconstructing.ts';
import { encodeFloats, picturesOfBytes, picturesOfValues } from './wire-values.ts';

/** Mean over channels of how far apart values and bytes are, as a heat map. */
function heatMaps(output: Float32Array, wanted: Uint8Array, shape: Shape, range: Range): Pictures {
  const [height, width, channels] = shape as [number, number, number];
  const values = valuesOfBytes(range, wanted);
  const span = range === 'zeroToOne' ? 1 : 2;
  const bytes = new Uint8Array((output.length / channels) * 3);
  for (let pixel = 0; pixel < output.length / channels; pixel++) {
    let sum = 0;
    for (let at = pixel * channels; at < (pixel + 1) * channels; at++) sum += Math.abs(output[at]! - values[at]!);
    paintDifference(bytes, pixel * 3, sum / channels / span);
  }
  return picturesOfBytes(bytes, [height, width, 3]);
}
type Range = Parameters<typeof valuesOfBytes>[0];

export const reconstructAnswers: Pick<Answers, keyof typeof reconstructCalls> = {
  'explore:reconstruct': async (explorer, { samples }, { signal, progress }) => {
    const { session } = explorer;
    const { range } = session.project.data.image;
    const sample = session.dataset.info.shape;
    const bytes = await explorer.read(samples);
    const numbers = numbersOf(samples);
    const { output, fed } = await reconstructSamples(explorer, bytes, numbers, async (done) => {
      progress({ done, total: samples.length, doing: `Reconstructing ${samples.length} samples` });
      await setImmediate();
      signal.throwIfAborted();
    });
    const made = possible(pictureShape(session), 'A reconstruction');
    const wanted = await readWanted(explorer, bytes, numbers);
    return {
      original: picturesOfBytes(bytes, sample),
      fed: fed && picturesOfValues(fed, sample, range),
      wanted: wanted === bytes ? null : wanted && picturesOfBytes(wanted, made),
      reconstruction: picturesOfValues(output, made, range),
      difference: wanted && heatMaps(output, wanted, made, range),
      errors: wanted && encodeFloats(errorsOf(explorer, output, wanted)),
    };
  },

  'explore:part': async ({ session }, { part }) => {
    const indices = Array.from(session.split[part]);
    const labels = await session.dataset.labels();
    return { indices, labels: labels && indices.map((index) => labels[index]!) };
  },

  'explore:errors': async (explorer, { part }, context) => ({
    errors: encodeFloats(
      await explorer.remember(`errors-${part}`, () => errorsOfIndices(explorer, explorer.session.split[part], context)),
    ),
  }),

  'explore:figures': (explorer, { sample }) => measureSample(explorer, sample),
};
