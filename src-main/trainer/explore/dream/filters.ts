/** A layer's kernels as pictures: in colour, by one input channel, or by how much they weigh. */
import { UserError } from '#shared/problem.ts';
import { layerOf, type Dreamable } from './dreamable.ts';

export interface Filters {
  readonly filters: number;
  readonly height: number;
  readonly width: number;
  readonly depth: 1 | 3;
  /** [filters, height, width, depth] */
  readonly values: Float32Array;
  readonly inputs: number;
  readonly shows: string;
}

/** `input`: of one input channel alone. Throws a UserError where the layer has no kernel. */
export async function filtersOf(network: Dreamable, id: string, input: number | null): Promise<Filters> {
  const { id: layer, name } = layerOf(network, id);
  const kernel = await network.kernel(layer);
  if (!kernel)
    throw new UserError({
      received: `“${name}” was to be shown as filters.`,
      expected: 'It has no kernel: it only rearranges or combines values.',
      action: 'Choose a convolution, or a dense layer right behind the picture.',
    });
  const [height, width, inputs, filters] = kernel.shape as [number, number, number, number];
  if (input !== null && input >= inputs)
    throw new UserError({
      received: `Input channel ${input + 1} was asked for.`,
      expected: `“${name}” has ${inputs.toLocaleString('en')}.`,
      action: 'Choose one of these.',
    });
  const places = height * width;
  const at = (place: number, channel: number, filter: number): number =>
    Number(kernel.values[(place * inputs + channel) * filters + filter]);
  const fill = (depth: 1 | 3, value: (place: number, channel: number, filter: number) => number): Float32Array => {
    const values = new Float32Array(filters * places * depth);
    for (let filter = 0; filter < filters; filter++)
      for (let place = 0; place < places; place++)
        for (let channel = 0; channel < depth; channel++)
          values[(filter * places + place) * depth + channel] = value(place, channel, filter);
    return values;
  };
  const common = { filters, height, width, inputs };
  const seesPicture = inputs === network.description.input[2];
  if (input === null && seesPicture && (inputs === 1 || inputs === 3)) {
    const shows =
      inputs === 3
        ? 'Each filter in the colours it looks for.'
        : 'Each filter as it lies over the picture: light counts for, dark against.';
    return { ...common, depth: inputs, values: fill(inputs, at), shows };
  }
  if (input !== null || inputs === 1) {
    const shows = `Weights of input channel ${(input ?? 0) + 1} of ${inputs.toLocaleString('en')}: light counts for, dark against.`;
    return { ...common, depth: 1, values: fill(1, (place, _, filter) => at(place, input ?? 0, filter)), shows };
  }
  const norm = (place: number, _: number, filter: number): number => {
    let sum = 0;
    for (let channel = 0; channel < inputs; channel++) sum += at(place, channel, filter) ** 2;
    return Math.sqrt(sum);
  };
  const shows = `How much each place of a filter weighs over its ${inputs.toLocaleString('en')} input channels (root of the sum of squares).`;
  return { ...common, depth: 1, values: fill(1, norm), shows };
}
