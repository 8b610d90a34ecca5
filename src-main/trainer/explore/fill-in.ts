/** Answers what Explore's panel “fill-in” asks: fills of a hole, beside what needs no network, in pictures and figures. */
import type { Filled, fillInCalls } from '#shared/wire/explore/fill-in.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { Session } from '../session.ts';
import { toByte } from '../pixels.ts';
import type { Answers } from './answer.ts';
import { possible } from './core.ts';
import { pictureShape } from './describe.ts';
import { openScene, type Scene } from './fill-scene.ts';
import { fillInSteps } from './fill-steps.ts';
import { holeError, paintHoleDifference } from './hole-errors.ts';
import { encodeFloats, picturesOfBytes, picturesOfValues } from './wire-values.ts';

export const fillInAnswers: Pick<Answers, keyof typeof fillInCalls> = {
  'explore:fill': async (explorer, { sample, missing, ...settings }, context): Promise<Filled> => {
    const { session } = explorer;
    possible(pictureShape(session), 'A fill');
    const scene = await openScene(explorer, { sample, missing });
    const { fed, values, iterations, settled } = await fillInSteps(explorer, scene, settings, context);
    const { shape } = session.dataset.info;
    const [height, width] = shape as [number, number, number];
    const { original, missing: holes, places, span } = scene;
    const size = original.length;
    const fills = Array.from({ length: settings.draws }, (_, at) => values.subarray(at * size, (at + 1) * size));
    const errorOf = (fill: Float32Array) => holeError(fill, original, holes, span);
    const differences = fills.map((fill) => paintHoleDifference(fill, original, holes, span));
    return {
      missing: places.length / (size / holes.length),
      original: picturesOfBytes(scene.bytes, shape),
      fed: picturesOfValues(fed, shape, session.project.data.image.range),
      filled: fillPictures(session, scene, values),
      difference: picturesOfBytes(Buffer.concat(differences), [height, width, 3] satisfies Shape),
      diffusion: fillPictures(session, scene, scene.diffusion),
      mean: fillPictures(session, scene, scene.mean),
      errors: { network: fills.map(errorOf), diffusion: errorOf(scene.diffusion), mean: errorOf(scene.mean) },
      ...{ iterations, settled, values: encodeFloats(values) },
    };
  },
};

/** Of values [count, …sample]; outside the hole the picture's own bytes. */
function fillPictures({ dataset, project }: Session, { bytes, places }: Scene, values: Float32Array): Pictures {
  const painted = new Uint8Array(values.length);
  for (let from = 0; from < values.length; from += bytes.length) {
    painted.set(bytes, from);
    for (const place of places) painted[from + place] = toByte(project.data.image.range, values[from + place]!);
  }
  return picturesOfBytes(painted, dataset.info.shape);
}
