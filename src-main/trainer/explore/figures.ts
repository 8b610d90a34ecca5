/** What the network says of one sample in numbers: its loss and terms, its latent, and what that carries. */
import * as tf from '@tensorflow/tfjs-core';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { SampleFigures } from '#shared/wire/explore/reconstruct.ts';
import type { Sample } from '#shared/wire/explore/values.ts';
import type { TensorFunction } from '../../compiler/index.ts';
import { elementsOf, type Elements } from '../../data/elements.ts';
import { inputSpecs, inputValues } from '../inputs.ts';
import { distributionOf, divergenceOf } from '../objectives/latent-distribution.ts';
import type { Session } from '../session.ts';
import { encodeSamples } from './core.ts';
import type { Explorer } from './explorer.ts';
import { drawOf } from './reconstructing.ts';
import { encodeFloats } from './wire-values.ts';

export async function measureSample(explorer: Explorer, sample: Sample): Promise<SampleFigures> {
  const { dataset } = explorer.session;
  const { latent } = explorer.info;
  const bytes = await explorer.read([sample]);
  const number = sample.from === 'data' ? sample.index : null;
  const { loss = null, ...terms } = (await lossOf(explorer, bytes, number)) ?? {};
  const variational = !isImpossible(latent) && latent.kind === 'variational';
  return {
    loss,
    terms,
    latent: isImpossible(latent) ? null : encodeFloats(await encodeSamples(explorer, bytes)),
    kl: variational ? encodeFloats(await divergences(explorer, bytes)) : null,
    file: number === null ? null : await dataset.file(number),
  };
}

/** As validation measures a batch of this one sample; null where it needs a label or a second picture that is not there. */
async function lossOf(explorer: Explorer, bytes: Uint8Array, number: number | null) {
  const { trainable, dataset } = explorer.session;
  const specs = inputSpecs(trainable, 'evaluate', 1);
  if (number === null && ('target' in specs || 'labels' in specs)) return null;
  const targets = trainable.targetShape && new Uint8Array(dataset.targetBytes);
  if (targets) await dataset.readTargets([number!], targets);
  const known = 'labels' in specs ? await dataset.labels() : null;
  const labels = known && Int32Array.of(known[number!]!);
  const elements = (stored: Uint8Array): Elements => elementsOf(trainable.layout.dtype, stored);
  const batch = { values: elements(bytes), count: 1, targets: targets && elements(targets), labels };
  const values = inputValues(trainable, 'evaluate', batch);
  const inputs = Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, { spec, values: values[key]! }] as const),
  );
  const outputs = await explorer.run('evaluate-1', trainable.evaluate, inputs, drawOf(number));
  return Object.fromEntries(Object.entries(outputs).map(([key, [value]]) => [key, value!])) as Record<string, number>;
}

const carrying =
  ({ trainable }: Session): TensorFunction =>
  ({ batch }) => {
    const { model } = trainable;
    const seen = trainable.see(batch!).values;
    const code = model.run(new Map([[model.input.id, seen]]), [model.latent!.id], false).get(model.latent!.id)!;
    return { kl: tf.reshape(divergenceOf(distributionOf(code)), [-1]) };
  };

/** Nats of each latent value. */
async function divergences(explorer: Explorer, bytes: Uint8Array): Promise<Float32Array> {
  const outputs = await explorer.run('kl-1', carrying(explorer.session), explorer.stored(1, bytes));
  return outputs['kl'] as Float32Array;
}
