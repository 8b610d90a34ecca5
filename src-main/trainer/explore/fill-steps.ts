/** Fills a hole step by step: the network's output goes into the hole, and the whole to the network again. Owns the steps. */
import { setImmediate } from 'node:timers/promises';
import { seedFor, uniformNumbers } from '#shared/counter-random.ts';
import { isTrainedToFill, type FillStart } from '#shared/explore/fill-in.ts';
import type { Filled } from '#shared/wire/explore/fill-in.ts';
import type { CallInput } from '#shared/wire/studio.ts';
import type { AskContext } from './answer.ts';
import type { Explorer } from './explorer.ts';
import type { Scene } from './fill-scene.ts';
import { openFiller } from './filling.ts';
import { decodeFloats, picturesOfValues } from './wire-values.ts';

type Settings = Omit<CallInput<'explore:fill'>, 'subject' | 'job' | 'sample' | 'missing'>;

export interface Steps extends Pick<Filled, 'iterations' | 'settled'> {
  /** What the network saw first, […sample]. */
  readonly fed: Float32Array;
  /** [draws, …sample]. */
  readonly values: Float32Array;
}

/** Root mean squared change of the hole in a step, as a share of black to white, below which nothing happens any more. */
const settledBelow = 1e-4;
const millisecondsAPicture = 100;

/**
 * Hole ← (1 − damping) × output + damping × hole, and again: imputation as in D. Rezende, S. Mohamed, D. Wierstra, Stochastic
 * Backpropagation, 2014, appendix F, where latents are drawn too. Once, and as it was trained, by a network trained with holes.
 */
export async function fillInSteps(
  explorer: Explorer,
  scene: Scene,
  settings: Settings,
  { signal, progress }: AskContext,
): Promise<Steps> {
  const { original, places, black, span } = scene;
  const { draws, seed } = settings;
  const { dataset, project } = explorer.session;
  const trained = isTrainedToFill(explorer.info);
  const total = trained ? 1 : settings.iterations;
  const kept = trained ? 0 : settings.damping;
  const filler = openFiller(explorer, scene.missing, draws);
  const values = startOf(scene, settings);
  let fed: Float32Array | undefined;
  let [done, settled, shown] = [0, false, performance.now()];
  while (done < total && !settled) {
    const pass = await filler.pass(values, seedFor(seed, 'explore') + done);
    fed ??= pass.fed.slice(0, original.length);
    let squares = 0;
    for (let draw = 0; draw < draws; draw++)
      for (const place of places) {
        const at = draw * original.length + place;
        const wanted = Math.min(black + span, Math.max(black, pass.output[at]!));
        const change = (1 - kept) * (wanted - values[at]!);
        squares += change * change;
        values[at] = values[at]! + change;
      }
    done += 1;
    settled = trained || Math.sqrt(squares / (places.length * draws)) / span < settledBelow;
    const isTime = performance.now() - shown > millisecondsAPicture;
    if (isTime) shown = performance.now();
    const picture = isTime ? picturesOfValues(values, dataset.info.shape, project.data.image.range) : undefined;
    progress({ done, total, doing: 'Filling in', picture });
    await setImmediate();
    signal.throwIfAborted();
  }
  return { iterations: done, settled, fed: fed!, values };
}

/** The original for each draw, with something in the hole. Throws a UserError for a fill to go on from that does not fit. */
function startOf(
  { original, places, black, span, mean, diffusion }: Scene,
  { start, draws, seed }: Settings,
): Float32Array {
  const size = original.length;
  const values = Float32Array.from({ length: draws * size }, (_, at) => original[at % size]!);
  const random = uniformNumbers(seed, 'explore', 4, 0);
  const given = typeof start === 'string' ? null : decodeFloats(start.from, draws * size);
  const valueAt: Readonly<Record<FillStart, (place: number) => number>> = {
    mean: (place) => mean[place]!,
    diffusion: (place) => diffusion[place]!,
    noise: () => black + random() * span,
    black: () => black,
  };
  for (let draw = 0; draw < draws; draw++)
    for (const place of places) {
      const at = draw * size + place;
      values[at] = given ? given[at]! : valueAt[start as FillStart](place);
    }
  return values;
}
