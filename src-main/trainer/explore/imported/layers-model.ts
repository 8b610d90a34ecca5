/** A TensorFlow.js layers model as a network to dream in. Only TensorFlow.js's own layers are built: no code comes with a model. */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { UserError } from '#shared/problem.ts';
import type { ImportedLayer, ImportedNetwork } from './network.ts';
import { refused, type ModelFiles } from './read-model.ts';

type Layer = InstanceType<typeof tfLayers.layers.Layer>;

/** Under the compiler's backend. Throws a UserError that names the fault. */
export async function importLayersModel(files: ModelFiles): Promise<ImportedNetwork> {
  const { json, weightSpecs, weightData, name } = files;
  const model = await within(files, () =>
    tfLayers.loadLayersModel({
      load: () => Promise.resolve({ modelTopology: json.modelTopology, weightSpecs: [...weightSpecs], weightData }),
    }),
  );
  if (model.inputs.length !== 1) throw refused(name, `it has ${model.inputs.length} inputs, not one picture`);
  const shape = model.inputs[0]!.shape;
  if (shape.length !== 4) throw refused(name, `its input is no picture but ${shape.slice(1).join(' × ')}`);
  const [, height, width, channels] = shape as [null, number | null, number | null, number];
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const reused = layers.find((layer) => layer.inboundNodes.length !== 1);
  if (reused)
    throw refused(
      name,
      `its layer “${reused.name}” is used ${reused.inboundNodes.length} times, which is not supported`,
    );
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return {
    input: { height, width, channels, bytes: model.inputs[0]!.dtype === 'int32' },
    layers: layers.map(describe),
    endsInProbabilities: isSoftmax(layers.at(-1)),
    variables: model.weights.map((weight) => weight.read() as tf.Variable),
    activations: (pictures, id) => compute(byName.get(id)!, pictures, new Map()),
  };
}

/** While it is built: weights only as far as the file has them, so that no setting makes the machine allocate more. */
async function within<T>({ name, weights }: ModelFiles, build: () => Promise<T>): Promise<T> {
  const base = tfLayers.layers.Layer.prototype as unknown as { addWeight: (...all: unknown[]) => unknown };
  const own = base.addWeight;
  let left = weights;
  base.addWeight = function (this: Layer, weightName: unknown, shape: unknown, ...rest: unknown[]) {
    const count = (shape as number[]).reduce((a, b) => a * b, 1);
    left -= count;
    if (!(left >= 0))
      throw refused(
        name,
        `its layer “${this.name}” needs ${count.toLocaleString('en')} weights, more than the file holds`,
      );
    return own.call(this, weightName, shape, ...rest);
  };
  try {
    return await build();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown layer: (\w+)/.exec(message)?.[1];
    if (unknown)
      throw refused(name, `its layer kind “${unknown}” is not one of TensorFlow.js, and no code of others is run`);
    throw refused(name, `TensorFlow.js cannot build it (${message.split('\n')[0]!.slice(0, 240)})`);
  } finally {
    base.addWeight = own;
  }
}

function compute(layer: Layer, pictures: tf.Tensor, done: Map<Layer, tf.Tensor>): tf.Tensor {
  if (layer.getClassName() === 'InputLayer') return pictures;
  const known = done.get(layer);
  if (known) return known;
  const inputs = layer.inboundNodes[0]!.inboundLayers.map((source) => compute(source as Layer, pictures, done));
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false }) as tf.Tensor;
  done.set(layer, output);
  return output;
}

function describe(layer: Layer): ImportedLayer {
  const weight = layer.weights.find(({ originalName, shape }) => /ernel$/.test(originalName) && shape.length === 4);
  const className = layer.getClassName();
  return {
    id: layer.name,
    name: layer.name,
    kind: className.charAt(0).toLowerCase() + className.slice(1),
    kernel: weight ? async () => ({ shape: weight.shape as number[], values: await weight.read().data() }) : null,
  };
}

function isSoftmax(layer: Layer | undefined): boolean {
  return layer !== undefined && (layer.getClassName() === 'Softmax' || layer.getConfig()['activation'] === 'softmax');
}
