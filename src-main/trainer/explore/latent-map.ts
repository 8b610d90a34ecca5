/** Answers what Explore's panel “latent-map” asks: every sample's latent and scores, one pass over the data. */
import { setImmediate } from 'node:timers/promises';
import { sizeOf } from '#shared/layers/layer.ts';
import type { MapPart } from '#shared/explore/latent-map.ts';
import { UserError } from '#shared/problem.ts';
import { mostMapValues, mostOnMap, type latentMapCalls } from '#shared/wire/explore/latent-map.ts';
import { mapping } from '../evaluation/sample-scores.ts';
import type { Session } from '../session.ts';
import type { Answers, AskContext } from './answer.ts';
import { possible } from './core.ts';
import type { Explorer } from './explorer.ts';
import { spread } from './latents.ts';
import { encodeFloats } from './wire-values.ts';

/** One program for all: the last batch is filled up with what is thrown away. */
const batchSize = 128;
const partNames = ['train', 'validation', 'test'] as const;

interface MapRows {
  readonly version: number;
  readonly total: number;
  readonly size: number;
  readonly samples: Uint32Array;
  /** [samples, size]. */
  readonly latents: Float32Array;
  readonly error: Float32Array | null;
  readonly divergence: Float32Array | null;
  readonly labels: Uint16Array | null;
  readonly parts: Uint8Array;
}

export const latentMapAnswers: Pick<Answers, keyof typeof latentMapCalls> = {
  'explore:latentMap': async (explorer, { part }, context) => {
    const { version, samples, total, size } = await mapRows(explorer, part, context);
    return { version, count: samples.length, total, size };
  },

  'explore:latentMapRows': async (explorer, { part, from, count }, context) => {
    const rows = await mapRows(explorer, part, context);
    const { version, size } = rows;
    const to = from + count;
    const floats = (values: Float32Array | null) => values && encodeFloats(values.subarray(from, to));
    return {
      version,
      samples: base64(rows.samples.subarray(from, to)),
      latents: encodeFloats(rows.latents.subarray(from * size, to * size)),
      error: floats(rows.error),
      divergence: floats(rows.divergence),
      labels: rows.labels && base64(rows.labels.subarray(from, to)),
      parts: base64(rows.parts.subarray(from, to)),
    };
  },
};

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function mapRows(explorer: Explorer, part: MapPart, context: AskContext): Promise<MapRows> {
  return explorer.remember(`latent-map-${part}`, () => computeRows(explorer, part, context));
}

async function computeRows(explorer: Explorer, part: MapPart, { signal, progress }: AskContext): Promise<MapRows> {
  const { session, info } = explorer;
  const { size } = possible(info.latent, 'A latent');
  const fn = mapping(session);
  if (!fn) throw new Error('A network with a latent has an encoder.');
  const { dataset, trainable } = session;
  const all = await samplesOf(session, part);
  const samples = spread(all, Math.min(mostOnMap, Math.floor(mostMapValues / size)));
  const parts = partsOf(session);
  const known = await dataset.labels();
  const latents = new Float32Array(samples.length * size);
  const scores = { error: new Float32Array(samples.length), divergence: new Float32Array(samples.length) };
  const found = { error: false, divergence: false };
  const batch = new Uint8Array(batchSize * sizeOf(trainable.model.input.shape));
  const target = trainable.targetShape && new Uint8Array(batchSize * sizeOf(trainable.targetShape));
  const spec = (shape: readonly number[]) => ({ shape: [batchSize, ...shape], dtype: 'uint8' as const });
  const doing = `Encoding ${samples.length.toLocaleString('en')} samples`;
  for (let at = 0; at < samples.length; at += batchSize) {
    const now = samples.subarray(at, at + batchSize);
    await dataset.read(now, batch);
    if (target) await dataset.readTargets(now, target);
    const outputs = await explorer.run('latent-map', fn, {
      batch: { spec: spec(trainable.model.input.shape), values: batch },
      ...(target ? { target: { spec: spec(trainable.targetShape!), values: target } } : {}),
    });
    latents.set((outputs['latent'] as Float32Array).subarray(0, now.length * size), at * size);
    for (const score of ['error', 'divergence'] as const) {
      const values = outputs[score] as Float32Array | undefined;
      if (!values) continue;
      found[score] = true;
      scores[score].set(values.subarray(0, now.length), at);
    }
    progress({ done: at + now.length, total: samples.length, doing });
    await setImmediate();
    signal.throwIfAborted();
  }
  return {
    ...{ version: info.version, total: all.length, size, samples, latents },
    error: found.error ? scores.error : null,
    divergence: found.divergence ? scores.divergence : null,
    labels: known && Uint16Array.from(samples, (sample) => known[sample]!),
    parts: Uint8Array.from(samples, (sample) => parts[sample]!),
  };
}

/** In the order of the data, so that reading them is quick. Throws a UserError for a part that has none. */
async function samplesOf({ split, dataset }: Session, part: MapPart): Promise<Uint32Array> {
  const chosen = part === 'all' ? partNames.flatMap((name) => Array.from(split[name])) : Array.from(split[part]);
  if (chosen.length > 0) return Uint32Array.from(chosen).sort();
  throw new UserError({
    received: `The ${part} part of “${dataset.info.title}” was chosen; it has no samples.`,
    expected: 'A map shows at least one sample.',
    action: 'Choose other samples, or set some aside under Data and train again.',
  });
}

/** Which part each sample of the data belongs to: an index among partNames. */
function partsOf({ split, dataset }: Session): Uint8Array {
  const parts = new Uint8Array(dataset.info.samples);
  partNames.forEach((name, index) => {
    for (const sample of split[name]) parts[sample] = index;
  });
  return parts;
}
