/** What a layer makes of one picture, map by map. Owns no colours. */
import type * as tf from '@tensorflow/tfjs-core';
import type { TensorFunction } from '../../../compiler/index.ts';
import { layerOf, type Dreamable } from './dreamable.ts';
import { resized, type Picture } from './picture.ts';

export interface FeatureMaps {
  readonly maps: number;
  readonly height: number;
  readonly width: number;
  /** [maps, height, width]; a layer without places has maps of one value each, one of sequences a column. */
  readonly values: Float32Array;
  /** As the network saw it. */
  readonly seen: Picture;
}

export async function featureMaps(network: Dreamable, id: string, picture: Picture): Promise<FeatureMaps> {
  const { id: layer } = layerOf(network, id);
  const [height, width, channels] = network.description.input;
  const { black, white } = network;
  const seen = resized(picture, { height, width });
  const fn: TensorFunction = ({ pictures }) => ({ output: network.activations(pictures as tf.Tensor4D, layer) });
  const spec = { shape: [1, height, width, channels], dtype: 'float32' as const };
  const values = seen.values.map((value) => value * (white - black) + black);
  const { output } = await network.run(`maps-${layer}`, fn, { pictures: { spec, values } });
  const shape = (await network.shapeAt(layer, height, width)).slice(1);
  const maps = shape.at(-1)!;
  const [rows, columns] =
    shape.length === 3 ? [shape[0]!, shape[1]!] : [shape.slice(0, -1).reduce((a, b) => a * b, 1), 1];
  const places = rows * columns;
  const ordered = new Float32Array(maps * places);
  for (let map = 0; map < maps; map++)
    for (let place = 0; place < places; place++) ordered[map * places + place] = Number(output![place * maps + map]);
  return { maps, height: rows, width: columns, values: ordered, seen };
}
