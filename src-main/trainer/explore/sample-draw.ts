/** Draws latents from what a network's latents are distributed like: its prior, or a distribution fitted to training samples. */
import { setImmediate } from 'node:timers/promises';
import { sourceFor, type SampleSource } from '#shared/explore/sample.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { CallInput } from '#shared/wire/studio.ts';
import type { AskContext } from './answer.ts';
import { possible } from './core.ts';
import { decodedFrom } from './describe.ts';
import { chance, normalLatent, uniformLatent, type Truncation } from './draw.ts';
import type { Explorer } from './explorer.ts';
import { trainingLatents } from './latents.ts';
import { fitMixture, placeIn, type Mixture } from './mixture.ts';
import { unlessCancelledByOthers } from './shared-work.ts';

type Settings = Pick<
  CallInput<'explore:sample'>,
  'source' | 'components' | 'covariance' | 'first' | 'count' | 'seed' | 'truncation' | 'limit'
>;

/** A full covariance of more values would take minutes to fit. */
const mostFullSize = 128;

export interface Drawn {
  /** [count, size]. */
  readonly latents: Float32Array;
  readonly size: number;
  readonly drawn: string;
}

export async function drawLatents(explorer: Explorer, settings: Settings, context: AskContext): Promise<Drawn> {
  const info = { subject: '', ...explorer.info };
  const source = sourceFor(info, settings.source);
  const from = possible(decodedFrom(explorer.session), 'A picture of a latent');
  const size = sizeOf(from.shape);
  const { latentOf, drawn } =
    source === 'prior' ? fromPrior(explorer, settings, size) : await fromFitted(explorer, source, settings, context);
  const latents = new Float32Array(settings.count * size);
  for (let index = 0; index < settings.count; index++) latents.set(latentOf(settings.first + index), index * size);
  return { latents, size, drawn };
}

interface Source {
  readonly latentOf: (index: number) => Float32Array;
  readonly drawn: string;
}

const isUniform = ({ info: { noise, prior } }: Explorer): boolean =>
  prior !== 'normal' && !isImpossible(noise) && noise.distribution === 'uniform';

const whole: Truncation = { truncation: 'none', limit: 1 };

/** Number `index` of those that a seed draws from the network's prior or noise. */
export const priorLatent = (explorer: Explorer, size: number, seed: number, index: number, truncation = whole) =>
  (isUniform(explorer) ? uniformLatent : normalLatent)(size, seed, index, truncation);

function fromPrior(explorer: Explorer, settings: Settings, size: number): Source {
  const kind = isUniform(explorer) ? 'uniform' : 'standard normal';
  return {
    latentOf: (index) => priorLatent(explorer, size, settings.seed, index, settings),
    drawn: `Drawn from the ${kind} ${explorer.info.prior === 'normal' ? 'prior' : 'noise'} that the network was trained with.`,
  };
}

async function fromFitted(
  explorer: Explorer,
  source: Exclude<SampleSource, 'prior'>,
  settings: Settings,
  context: AskContext,
): Promise<Source> {
  const points = await trainingLatents(explorer, context);
  const covariance = points.size > mostFullSize ? 'diagonal' : settings.covariance;
  const components = source === 'gaussian' ? 1 : settings.components;
  const fit = (): Promise<Mixture> =>
    fitMixture(points.values, points.size, {
      ...{ components, covariance, seed: 0 },
      async between(round, rounds) {
        context.progress({ done: round, total: rounds, doing: `Fitting ${components} gaussians, round ${round + 1}` });
        await setImmediate();
        context.signal.throwIfAborted();
      },
    });
  const name = `mixture-${components}-${covariance}`;
  const mixture = await unlessCancelledByOthers(context, () => explorer.remember(name, fit));
  const found = mixture.components.length;
  const title =
    source === 'gaussian' ? 'a gaussian' : `a mixture of ${found} ${found === 1 ? 'gaussian' : 'gaussians'}`;
  const whole = covariance === settings.covariance ? '' : `, diagonal because ${points.size} latent values are many`;
  return {
    latentOf: (index) =>
      placeIn(
        componentOf(mixture, chance(settings.seed, index)),
        covariance,
        normalLatent(points.size, settings.seed, index, settings),
      ),
    drawn: `Drawn from ${title} (${covariance} covariance${whole}) fitted to the latents of ${points.count.toLocaleString('en')} training samples.`,
  };
}

/** The component in whose part of the weights a number in [0, 1) falls. */
function componentOf({ components }: Mixture, where: number): Mixture['components'][number] {
  let left = where;
  return components.find(({ weight }) => (left -= weight) < 0) ?? components.at(-1)!;
}
