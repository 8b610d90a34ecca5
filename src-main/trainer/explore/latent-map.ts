/** Answers what Explore's panel “latent-map” asks: every sample's latent, and what is said of each beyond it. */
import { setImmediate } from 'node:timers/promises';
import type { MapPart } from '#shared/explore/latent-map.ts';
import { dataParts } from '#shared/explore/parts.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { mostMapValues, mostOnMap, type latentMapCalls } from '#shared/wire/explore/latent-map.ts';
import type { InputSpec, TensorFunction } from '../../compiler/index.ts';
import { elementsOf } from '../../data/elements.ts';
import { encoding, mapScores, mapScoring } from '../evaluation/sample-scores.ts';
import type { Session } from '../session.ts';
import type { Answers, AskContext } from './answer.ts';
import { possible } from './core.ts';
import type { Explorer } from './explorer.ts';
import { spread } from '../evaluation/passes.ts';
import { encodeFloats } from './wire-values.ts';

interface MapRows {
  readonly version: number;
  readonly total: number;
  readonly size: number;
  readonly samples: Uint32Array;
  /** [samples, size]. */
  readonly latents: Float32Array;
  readonly labels: Uint16Array | null;
  /** Index among dataParts, of each. */
  readonly parts: Uint8Array;
}

export const latentMapAnswers: Pick<Answers, keyof typeof latentMapCalls> = {
  'explore:latentMap': async (explorer, { part }, context) => {
    const { version, samples, total, size } = await mapRows(explorer, part, context);
    return { version, count: samples.length, total, size, scores: mapScores(explorer.session) };
  },

  'explore:latentMapRows': async (explorer, { part, from, count }, context) => {
    const { version, size, samples, latents, labels, parts } = await mapRows(explorer, part, context);
    const to = from + count;
    return {
      version,
      samples: base64(samples.subarray(from, to)),
      latents: encodeFloats(latents.subarray(from * size, to * size)),
      labels: labels && base64(labels.subarray(from, to)),
      parts: base64(parts.subarray(from, to)),
    };
  },

  'explore:latentMapScores': async (explorer, { part, from, count }, context) => {
    const { version, samples } = await mapRows(explorer, part, context);
    const score = () => scoresOf(explorer, samples.subarray(from, from + count), context);
    const { error, divergence } =
      from === 0 && count === samples.length
        ? await explorer.remember(`latent-map-scores-${part}`, score)
        : await score();
    return { version, error: error && encodeFloats(error), divergence: divergence && encodeFloats(divergence) };
  },
};

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const mapRows = (explorer: Explorer, part: MapPart, context: AskContext): Promise<MapRows> =>
  explorer.remember(`latent-map-${part}`, async () => {
    const { session, info } = explorer;
    const { size } = possible(info.latent, 'A latent');
    const all = samplesOf(session, part);
    const samples = spread(all, Math.min(mostOnMap, Math.floor(mostMapValues / size)));
    const latents = new Float32Array(samples.length * size);
    const doing = `Encoding ${samples.length.toLocaleString('en')} samples`;
    await runOver(explorer, 'encoding', encoding(session)!, samples, { ...context, doing }, ({ latent }, at, count) =>
      latents.set(latent!.subarray(0, count * size), at * size),
    );
    const [labels, parts] = [await session.dataset.labels(), partsOf(session)];
    return {
      ...{ version: info.version, total: all.length, size, samples, latents },
      labels: labels && Uint16Array.from(samples, (sample) => labels[sample]!),
      parts: Uint8Array.from(samples, (sample) => parts[sample]!),
    };
  });

async function scoresOf(explorer: Explorer, samples: Uint32Array, context: AskContext) {
  const has = mapScores(explorer.session);
  const fn = mapScoring(explorer.session);
  const error = has.error ? new Float32Array(samples.length) : null;
  const divergence = has.divergence ? new Float32Array(samples.length) : null;
  const doing = `Reconstructing ${samples.length.toLocaleString('en')} samples`;
  if (fn)
    await runOver(explorer, 'scoring', fn, samples, { ...context, doing }, (outputs, at, count) => {
      error?.set(outputs['error']!.subarray(0, count), at);
      divergence?.set(outputs['divergence']!.subarray(0, count), at);
    });
  return { error, divergence };
}

/** Samples at once: other asks, such as decoding under the pointer, wait for so many. Of small pictures more, so that starting a step is no part of the time. */
const mostAtOnce = 512;
const mostValuesAtOnce = 2 ** 18;
const atOnceOf = (sampleSize: number): number =>
  Math.min(mostAtOnce, 2 ** Math.max(3, Math.floor(Math.log2(mostValuesAtOnce / sampleSize))));

/** Runs a program over samples; the last batch is filled up with what is thrown away, so that one program does for all. */
async function runOver(
  explorer: Explorer,
  name: string,
  fn: TensorFunction,
  samples: Uint32Array,
  { signal, progress, doing }: AskContext & { readonly doing: string },
  take: (outputs: Record<string, Float32Array>, at: number, count: number) => void,
): Promise<void> {
  const { dataset, trainable } = explorer.session;
  const atOnce = samples.length === 1 ? 1 : atOnceOf(sizeOf(trainable.model.input.shape));
  const { dtype } = trainable.layout;
  const room = (spec: InputSpec, sampleBytes: number) => {
    const bytes = new Uint8Array(atOnce * sampleBytes);
    return { spec, bytes, values: elementsOf(dtype, bytes) };
  };
  const targetSpec = name === 'scoring' ? trainable.targetSpec(atOnce) : null;
  const batch = room(trainable.inputSpec(atOnce), dataset.sampleBytes);
  const target = targetSpec && room(targetSpec, dataset.targetBytes);
  for (let at = 0; at < samples.length; at += atOnce) {
    const now = samples.subarray(at, at + atOnce);
    await dataset.read(now, batch.bytes);
    if (target) await dataset.readTargets(now, target.bytes);
    const outputs = await explorer.run(`latent-map-${name}-${atOnce}`, fn, { batch, ...(target ? { target } : {}) });
    take(outputs as Record<string, Float32Array>, at, now.length);
    progress({ done: at + now.length, total: samples.length, doing });
    await setImmediate();
    signal.throwIfAborted();
  }
}

/** In the order of the data, so that reading them is quick. Throws a UserError for a part that has none. */
function samplesOf({ split, dataset }: Session, part: MapPart): Uint32Array {
  const chosen = part === 'all' ? dataParts.flatMap((name) => Array.from(split[name])) : Array.from(split[part]);
  if (chosen.length > 0) return Uint32Array.from(chosen).sort();
  throw new UserError({
    received: `The ${part} part of “${dataset.info.title}” was chosen; it has no samples.`,
    expected: 'A map shows at least one sample.',
    action: 'Choose other samples, or set some aside under Data and train again.',
  });
}

/** Which part each sample of the data belongs to: an index among dataParts. */
function partsOf({ split, dataset }: Session): Uint8Array {
  const parts = new Uint8Array(dataset.info.samples);
  dataParts.forEach((name, index) => {
    for (const sample of split[name]) parts[sample] = index;
  });
  return parts;
}
