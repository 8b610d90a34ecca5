/** What layers accept: pictures, sequences, vectors, one input or several. Owns those checks and their words. */
import { formatShape, LayerError, sizeOf } from './layer.ts';
import type { Shape } from './layer.ts';
import { countOf } from './words.ts';

/** "It is given 28 × 28 × 1, which has three dimensions." */
export const describeInput = (shape: Shape): string =>
  `It is given ${formatShape(shape)}, which has ${countOf(shape.length, 'dimension')}.`;

/** The shape of a layer where data or random numbers start: its own setting. */
export function sourceShape(shape: Shape, inputs: readonly Shape[]): Shape {
  if (inputs.length === 0) return shape;
  throw new LayerError({
    received: `It has ${countOf(inputs.length, 'input')}.`,
    expected: 'It is where the data starts, so no layer can come before it.',
    action: 'Remove the connection into it.',
  });
}

/** The only input of a layer that takes one. */
export function onlyInput(inputs: readonly Shape[]): Shape {
  const [input] = inputs;
  if (inputs.length === 1 && input !== undefined) return input;
  throw new LayerError({
    received: `It has ${countOf(inputs.length, 'input')}.`,
    expected: 'It needs exactly one input.',
    action: 'Connect one layer to it; to bring several together, put Add or Concatenate before it.',
  });
}

/** [height, width, channels] of a layer that works on pictures; `layer` is its title. */
export function pictureInput(inputs: readonly Shape[], layer: string): readonly [number, number, number] {
  const input = onlyInput(inputs);
  const [height, width, channels] = input;
  if (input.length === 3 && height !== undefined && width !== undefined && channels !== undefined)
    return [height, width, channels];
  throw new LayerError({
    received: describeInput(input),
    expected: `${layer} works on pictures, which have three dimensions: height × width × channels.`,
    action:
      input.length === 2
        ? `Put a Reshape layer before it, for example to ${formatShape([...input, 1])}, or use a layer for sequences.`
        : `Put a Reshape layer before it that turns the ${sizeOf(input).toLocaleString('en')} values into a picture.`,
  });
}

/** [steps, features] of a layer that works on sequences; `layer` is its title. */
export function sequenceInput(inputs: readonly Shape[], layer: string): readonly [number, number] {
  const input = onlyInput(inputs);
  const [steps, features] = input;
  if (input.length === 2 && steps !== undefined && features !== undefined) return [steps, features];
  const [height = 1, ...rest] = input;
  throw new LayerError({
    received: describeInput(input),
    expected: `${layer} works on sequences, which have two dimensions: steps × features.`,
    action:
      input.length === 1
        ? 'Put Repeat vector before it, to give the same values at every step, or a Reshape layer.'
        : `Put a Reshape layer before it, for example to ${formatShape([height, sizeOf(rest)])}: one step for each row.`,
  });
}

/** [features] of a layer that works on plain vectors; `layer` is its title. */
export function vectorInput(inputs: readonly Shape[], layer: string): number {
  const input = onlyInput(inputs);
  const [features] = input;
  if (input.length === 1 && features !== undefined) return features;
  throw new LayerError({
    received: describeInput(input),
    expected: `${layer} works on a plain list of values, which has one dimension.`,
    action:
      input.length === 2
        ? 'Turn “return sequences” off in the layer before it, or put a Flatten layer in between.'
        : 'Put a Flatten layer before it.',
  });
}

/** Refuses fewer than two inputs to a layer that brings several together. */
export function severalInputs(inputs: readonly Shape[]): readonly [Shape, Shape, ...Shape[]] {
  const [first, second, ...others] = inputs;
  if (first !== undefined && second !== undefined && inputs.length <= 16) return [first, second, ...others];
  throw new LayerError({
    received: `It has ${countOf(inputs.length, 'input')}.`,
    expected: 'It brings 2 to 16 inputs together.',
    action: inputs.length < 2 ? 'Connect another layer to it.' : 'Bring some of them together in a layer before it.',
  });
}

/** Shape of an element-by-element merge: equal sizes, or 1, which is stretched. Ranks must agree. */
export function mergedShape(inputs: readonly Shape[]): Shape {
  const [first, ...others] = severalInputs(inputs);
  return others.reduce<Shape>((merged, shape) => {
    const fits =
      merged.length === shape.length && merged.every((n, axis) => n === shape[axis] || n === 1 || shape[axis] === 1);
    if (fits) return merged.map((n, axis) => Math.max(n, shape[axis] ?? 1));
    throw new LayerError({
      received: `Its inputs are ${inputs.map(formatShape).join(' and ')}.`,
      expected: 'All its inputs must have the same size; a size of 1 is stretched to fit.',
      action: 'Change the layers before it until the sizes agree, or use Concatenate.',
    });
  }, first);
}
