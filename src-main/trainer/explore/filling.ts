/** One pass of the network over pictures with a hole: fed as it was trained where it was trained with holes. Owns the program, no steps. */
import * as tf from '@tensorflow/tfjs-core';
import type { InpaintParams } from '#shared/objectives/inpaint.ts';
import { isTrainedToFill } from '#shared/explore/fill-in.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import { distributionOf, drawLatent } from '../objectives/latent-distribution.ts';
import { feedWithHoles } from '../objectives/inpaint.ts';
import { pixelsOf } from '../objectives/pixel-shape.ts';
import type { Explorer } from './explorer.ts';

type Tensors = Record<string, tf.Tensor>;

export interface Pass {
  /** Both [draws, …sample], in the network's range. */
  readonly fed: Float32Array;
  readonly output: Float32Array;
}

export interface Filler {
  /** `values` [draws, …sample] go in; the same `draw` draws the same random numbers. */
  pass(values: Float32Array, draw: number): Promise<Pass>;
}

/** For a hole [height × width], 1 where missing. Several draws of a variational network decode latents that are drawn, one its mean. */
export function openFiller(explorer: Explorer, missing: Uint8Array, draws: number): Filler {
  const { trainable, project, dataset } = explorer.session;
  const { model } = trainable;
  const { latent } = explorer.info;
  const [input, output] = [model.input, model.output!];
  const pixelShape = pixelsOf([draws, ...input.shape]);
  const known = knownValues(missing, sizeOf(pixelShape.slice(1)), sizeOf(dataset.info.shape), draws);
  const trained = isTrainedToFill(explorer.info);
  const drawn = draws > 1 && !isImpossible(latent) && latent.kind === 'variational';

  const fn = ({ values, pixels }: Tensors): Tensors => {
    const context = { model, project: trainable.project, params: project.objective.params as unknown as InpaintParams };
    const { fed, given } = trained
      ? feedWithHoles({ ...context, input: values! }, pixels!)
      : { fed: values!, given: new Map([[input.id, values!]]) };
    if (!drawn) return { fed, output: model.run(given, [output.id], false).get(output.id)! };
    const code = model.latent!.id;
    const encoded = model.run(given, [code], false);
    const latents = drawLatent(distributionOf(encoded.get(code)!));
    return { fed, output: model.run(new Map([...encoded, [code, latents]]), [output.id], false).get(output.id)! };
  };
  return {
    async pass(values, draw) {
      const inputs = {
        values: { spec: { shape: [draws, ...input.shape], dtype: 'float32' as const }, values },
        ...(trained ? { pixels: { spec: { shape: pixelShape, dtype: 'float32' as const }, values: known } } : {}),
      };
      // What a run gives out is its own until the next one.
      const outputs = await explorer.run(`fill-${draws}`, fn, inputs, draw);
      return { fed: Float32Array.from(outputs['fed']!), output: Float32Array.from(outputs['output']!) };
    },
  };
}

/** 1 where known, in as many numbers as the network counts pixels (or values, where its input is a plain row), for each draw. */
function knownValues(missing: Uint8Array, count: number, values: number, draws: number): Float32Array {
  const each = count / missing.length;
  if (each !== 1 && count !== values)
    throw new UserError({
      received: `The input of the network has ${count.toLocaleString('en')} pixels, the picture ${missing.length.toLocaleString('en')}.`,
      expected: 'A hole can be fed where both have the same height and width.',
      action: 'Give the input the shape of the data, train, and fill in again.',
    });
  return Float32Array.from({ length: draws * count }, (_, at) => 1 - missing[Math.floor((at % count) / each)]!);
}
