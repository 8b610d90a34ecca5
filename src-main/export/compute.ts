/** A part of a network as a function of named tensors, to be traced. Owns nothing but that. */
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import type { ExportPart } from '#shared/export/parts.ts';
import { sidesOf } from '#shared/layers/operation.ts';
import type { TensorFunction } from '../compiler/index.ts';
import type { Model } from '../trainer/model.ts';

/**
 * Inputs [batch, …shape] by their names, to outputs by theirs; the first must be given, others where they may not be left out. Nothing
 * is drawn: a variational latent is its mean.
 */
export function computing(model: Model, { inputs, outputs }: Pick<ExportPart, 'inputs' | 'outputs'>): TensorFunction {
  return (tensors) => {
    const count = tensors[inputs[0]!.name]!.shape[0]!;
    const given = new Map(
      inputs.map(({ name, node, shape, otherwise }) => [node, tensors[name] ?? fill([count, ...shape], otherwise!)]),
    );
    const activations = model.run(
      given,
      outputs.map(({ node }) => node),
      false,
    );
    return Object.fromEntries(
      outputs.map(({ name, node, side }): [string, Tensor] => {
        const output = activations.get(node)!;
        const found = side === 'output' ? output : sidesOf(output)[side];
        if (!found) throw new Error(`The layer of “${name}” does not compute it.`);
        return [name, found];
      }),
    );
  };
}
