/** Answers what Explore's panel “anomalies” asks: samples scored by the network's error, its latents' distance, and its ELBO. */
import { setImmediate } from 'node:timers/promises';
import { isImpossible } from '#shared/wire/explore/info.ts';
import { UserError } from '#shared/problem.ts';
import type { anomaliesCalls, Scores } from '#shared/wire/explore/anomalies.ts';
import type { TensorFunction } from '../../compiler/index.ts';
import { spread } from '../evaluation/passes.ts';
import { encoding, scoring } from '../evaluation/sample-scores.ts';
import type { Session } from '../session.ts';
import type { Answers, AskContext } from './answer.ts';
import { portion } from './core.ts';
import type { Explorer } from './explorer.ts';
import { spreadOf, type LatentSpread } from './latent-distance.ts';
import { trainingLatents } from './latents.ts';
import { encodeFloats } from './wire-values.ts';

const samplesAtOnce = 64;
const mostInReference = 5000;
const names = ['error', 'kl', 'negativeElbo'] as const;

/** Everything in one pass; without what should come out, the latent alone. */
function judging(session: Session, compares: boolean): TensorFunction | null {
  const [score, encode] = [compares ? scoring(session) : null, encoding(session)];
  if (!score && !encode) return null;
  return (inputs) => ({ ...score?.(inputs), ...encode?.(inputs) });
}

/** Fitted once a checkpoint; null: the network has no latent. */
function latentSpread(explorer: Explorer, context: AskContext): Promise<LatentSpread | null> {
  return explorer.remember('latent-spread', async () => {
    if (isImpossible(explorer.info.latent)) return null;
    const { values, size } = await trainingLatents(explorer, context);
    return spreadOf(values, size);
  });
}

type Collected = Partial<Record<(typeof names)[number] | 'latent', Float32Array>>;

/** Of samples that are read piece by piece: bytes, and of pairs the second pictures, null where there are none. */
async function scoreAll(
  explorer: Explorer,
  count: number,
  read: (from: number, to: number) => Promise<{ readonly bytes: Uint8Array; readonly targets: Uint8Array | null }>,
  context: AskContext,
): Promise<Scores> {
  const spreadOfLatents = await latentSpread(explorer, context);
  const all: Collected = {};
  const keep = (name: keyof Collected, values: Float32Array, at: number): void =>
    (all[name] ??= new Float32Array(count)).set(values, at);
  for (let at = 0; at < count;) {
    const now = portion(Math.min(samplesAtOnce, count - at));
    const { bytes, targets } = await read(at, at + now);
    const outputs = await judge(explorer, now, bytes, targets);
    for (const name of names) if (outputs[name]) keep(name, outputs[name], at);
    if (outputs['latent'] && spreadOfLatents) keep('latent', spreadOfLatents.distances(outputs['latent']), at);
    at += now;
    context.progress({ done: at, total: count, doing: `Scoring ${count.toLocaleString('en')} samples` });
    await setImmediate();
    context.signal.throwIfAborted();
  }
  const encoded = (values: Float32Array | undefined): string | null => (values ? encodeFloats(values) : null);
  return {
    ...{ error: encoded(all.error), latent: encoded(all.latent), kl: encoded(all.kl) },
    negativeElbo: encoded(all.negativeElbo),
    latentBy: all.latent ? spreadOfLatents!.kind : null,
  };
}

async function judge(explorer: Explorer, count: number, bytes: Uint8Array, targets: Uint8Array | null) {
  const { session } = explorer;
  const compares = session.trainable.targetShape === null || targets !== null;
  const fn = judging(session, compares);
  if (!fn)
    throw new UserError({
      received: 'The network gives no sample back and has no latent for one.',
      expected: 'A score is how badly a sample is given back, or how far its latent is from others.',
      action: 'Choose the run of an autoencoder, or of a classifier with a layer marked as the latent.',
    });
  const name = `judge${compares ? '' : '-latent'}-${count}`;
  const outputs = await explorer.run(name, fn, explorer.stored(count, bytes, targets));
  return outputs as Readonly<Record<string, Float32Array>>;
}

/** Of samples of the run's data. */
function scoreIndices(explorer: Explorer, indices: Uint32Array, context: AskContext): Promise<Scores> {
  const { dataset, trainable } = explorer.session;
  const read = async (from: number, to: number) => {
    const now = indices.subarray(from, to);
    const bytes = new Uint8Array(now.length * dataset.sampleBytes);
    await dataset.read(now, bytes);
    const targets = trainable.targetShape && new Uint8Array(now.length * dataset.targetBytes);
    if (targets) await dataset.readTargets(now, targets);
    return { bytes, targets };
  };
  return scoreAll(explorer, indices.length, read, context);
}

export const anomaliesAnswers: Pick<Answers, keyof typeof anomaliesCalls> = {
  'explore:scores': (explorer, { of }, context) => {
    const { split } = explorer.session;
    const indices = of === 'reference' ? spread(split.train, mostInReference) : split[of];
    return explorer.remember(`scores-${of}`, () => scoreIndices(explorer, indices, context));
  },
  'explore:scoreSamples': async (explorer, { samples }, context) => {
    const size = explorer.session.dataset.sampleBytes;
    const bytes = await explorer.read(samples);
    const read = (from: number, to: number) =>
      Promise.resolve({ bytes: bytes.subarray(from * size, to * size), targets: null });
    return scoreAll(explorer, samples.length, read, context);
  },
};
