/** How a picture would have to change for more of a goal: one compiled program a size, large pictures in tiles. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorFunction } from '../../../compiler/index.ts';
import type { Dreamable } from './dreamable.ts';
import { placesOf, scoreOf, type Goal } from './goal.ts';
import { modulo, type Picture } from './picture.ts';

/** Longest side of what is computed at once, pixels, and what each tile sees around the part of it that counts. */
export const tiling = { side: 256, halo: 16 } as const;
type Tiling = { readonly side: number; readonly halo: number };

export interface Ascent {
  readonly gradient: Picture;
  /** Mean of the goal over pictures and places. */
  readonly score: number;
}

/**
 * Of pictures of one size, each with its own goal of one kind and layer. `guide`: the picture that a goal of that kind goes towards, of
 * the same size.
 */
export async function gradientsOf(
  network: Dreamable,
  goals: readonly Goal[],
  pictures: readonly Picture[],
  guide: Picture | null,
): Promise<readonly Ascent[]> {
  const [goal] = goals as [Goal];
  const [{ height, width, channels }] = pictures as [Picture];
  const count = pictures.length;
  const size = height * width * channels;
  const spec = { shape: [count, height, width, channels], dtype: 'float32' as const };
  const inputs = {
    pictures: { spec, values: joined(pictures.map(({ values }) => values)) },
    ...(goal.weights && {
      weights: {
        spec: { shape: [count, goal.weights.length], dtype: 'float32' as const },
        values: joined(goals.map(({ weights }) => weights!)),
      },
    }),
    ...(guide && { guide: { spec: { ...spec, shape: [1, height, width, channels] }, values: guide.values } }),
  };
  const name = `dream-${goal.kind}-${goal.layer}-${spec.shape.join('x')}`;
  const outputs = await network.run(name, ascent(network, goal), inputs);
  const gradients = outputs['gradient'] as Float32Array;
  const score = (outputs['score'] as Float32Array)[0]!;
  return pictures.map((picture, at) => ({
    gradient: { ...picture, values: gradients.subarray(at * size, (at + 1) * size) },
    score: score / count,
  }));
}

/** pictures, weights, guide → `score`, its mean over places and sum over pictures, and its `gradient` times the places. */
function ascent(network: Dreamable, goal: Goal): TensorFunction {
  const { black, white } = network;
  const activationsOf = (pictures: tf.Tensor): tf.Tensor =>
    network.activations(tf.add(tf.mul(pictures, white - black), black) as tf.Tensor4D, goal.layer);
  return ({ pictures, weights, guide }) => {
    const wanted = guide && activationsOf(guide);
    let places = 1;
    const { value, grad } = tf.valueAndGrad((seen: tf.Tensor) => {
      const activations = activationsOf(seen);
      places = placesOf(goal, activations.shape);
      return scoreOf(goal, activations, weights, wanted);
    })(pictures!);
    return { score: tf.div(value, places), gradient: grad };
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float32Array(parts.length * parts[0]!.length);
  parts.forEach((part, at) => all.set(part, at * part.length));
  return all;
}

/** Along one side: so many tiles, each with a part that counts and a margin around it. */
function cut(length: number, { side, halo }: Tiling): { tiles: number; inner: number; margin: number } {
  if (length <= side) return { tiles: 1, inner: length, margin: 0 };
  const tiles = Math.ceil(length / (side - 2 * halo));
  return { tiles, inner: Math.ceil(length / tiles), margin: halo };
}

export const isTiled = ({ height, width }: Picture, { side }: Tiling = tiling): boolean =>
  Math.max(height, width) > side;

/** The same for one picture of any size. In tiles, it counts as going on from each edge at the opposite one. */
export async function gradientOf(
  network: Dreamable,
  goal: Goal,
  picture: Picture,
  guide: Picture | null,
  options: { readonly tiling?: Tiling; readonly between?: () => Promise<void> } = {},
): Promise<Ascent> {
  const { height, width, channels } = picture;
  const { tiling: limits = tiling, between } = options;
  if (!isTiled(picture, limits)) return (await gradientsOf(network, [goal], [picture], guide))[0]!;
  const [rows, columns] = [cut(height, limits), cut(width, limits)];
  const values = new Float32Array(picture.values.length);
  let score = 0;
  for (let row = 0; row < rows.tiles; row++)
    for (let column = 0; column < columns.tiles; column++) {
      await between?.();
      const [top, left] = [row * rows.inner, column * columns.inner];
      const at = { top: top - rows.margin, left: left - columns.margin };
      const size = { height: rows.inner + 2 * rows.margin, width: columns.inner + 2 * columns.margin };
      const tile = windowOf(picture, at, size);
      const seen = guide && windowOf(guide, at, size);
      const [part] = await gradientsOf(network, [goal], [tile], seen);
      score += part!.score / (rows.tiles * columns.tiles);
      for (let y = 0; y < rows.inner && top + y < height; y++) {
        const from = ((y + rows.margin) * size.width + columns.margin) * channels;
        const length = Math.min(columns.inner, width - left) * channels;
        values.set(part!.gradient.values.subarray(from, from + length), ((top + y) * width + left) * channels);
      }
    }
  return { gradient: { ...picture, values }, score };
}

/** A part of a picture that goes on from each edge at the opposite one. */
function windowOf(
  picture: Picture,
  { top, left }: { readonly top: number; readonly left: number },
  { height, width }: { readonly height: number; readonly width: number },
): Picture {
  const { channels } = picture;
  const values = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const row = modulo(top + y, picture.height) * picture.width;
    for (let x = 0; x < width; x++) {
      const from = (row + modulo(left + x, picture.width)) * channels;
      for (let channel = 0; channel < channels; channel++)
        values[(y * width + x) * channels + channel] = picture.values[from + channel]!;
    }
  }
  return { height, width, channels, values };
}
