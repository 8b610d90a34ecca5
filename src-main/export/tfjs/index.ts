/**
 * TensorFlow.js layers model: the topology is built by TensorFlow.js itself, which says what each weight is called; then written,
 * loaded as any page would load it, and run.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { tfjs } from '#shared/export/tfjs.ts';
import { farthest } from '../check.ts';
import type { Check, ExportedPart, ExportFormat, OptionsOf } from '../format.ts';
import { kerasPart } from '../keras/index.ts';
import type { KerasModel, KerasWeight } from '../keras/layer.ts';
import { kerasModel } from '../keras/model.ts';
import { fromFolder, writeLayersModel } from './files.ts';
import { adapted, topologyOf } from './model.ts';
import { tfjsSnippet } from './snippet.ts';

type Options = OptionsOf<'tfjs'>;

const modelOf = (part: ExportedPart, { mask }: Options): KerasModel => adapted(kerasModel(kerasPart(part), mask));

export const tfjsFormat: ExportFormat<'tfjs'> = {
  definition: tfjs,
  async write(part, path, options, { progress }) {
    progress('Writing the files');
    const model = modelOf(part, options);
    const topology = topologyOf(model, tfLayers.version_layers);
    const built = (await tfLayers.models.modelFromJSON({ modelTopology: topology } as never)) as tfLayers.LayersModel;
    try {
      const weights = namedWeights(model, built);
      const specs = [...weights].map(([name, { shape }]) => ({ name, shape: [...shape], dtype: 'float32' as const }));
      await writeLayersModel(path, { topology, specs, data: bytesOf([...weights.values()]) });
    } finally {
      built.dispose();
    }
  },
  check: runBack,
  snippet: tfjsSnippet,
};

/** Our weights under the names that TensorFlow.js's layers give theirs. */
function namedWeights(model: KerasModel, built: tfLayers.LayersModel): Map<string, KerasWeight> {
  const named = new Map<string, KerasWeight>();
  for (const { layer, name } of model.layers) {
    const theirs = built.getLayer(name).weights;
    if (theirs.length !== layer.weights.length)
      throw new Error(`“${name}” has ${theirs.length} weights in TensorFlow.js.`);
    layer.weights.forEach((weight, at) => {
      const { originalName, shape } = theirs[at]!;
      if (shape.join() !== weight.shape.join())
        throw new Error(`“${originalName}” has another shape in TensorFlow.js.`);
      named.set(originalName, weight);
    });
  }
  return named;
}

function bytesOf(weights: readonly KerasWeight[]): Uint8Array {
  const data = new Uint8Array(weights.reduce((sum, { values }) => sum + values.byteLength, 0));
  let end = 0;
  for (const { values } of weights) {
    data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), end);
    end += values.byteLength;
  }
  return data;
}

/** A few samples: TensorFlow.js's plain processor backend takes its time. */
const most = 4;

async function runBack(part: ExportedPart, path: string, { mask }: Options): Promise<Check> {
  const model = await tfLayers.loadLayersModel(fromFolder(path));
  try {
    const count = Math.min(part.samples, most);
    const results = tf.tidy(() => {
      const inputs = part.inputs
        .filter(({ otherwise }) => otherwise === null || mask === 'input')
        .map(({ values, shape }) =>
          tf.tensor(values.subarray(0, (values.length / part.samples) * count), [count, ...shape]),
        );
      const given = model.predict(inputs.length === 1 ? inputs[0]! : inputs);
      return [given].flat().map((each) => each.dataSync());
    });
    const differences = part.outputs.map(({ name, values }, at) => {
      const expected = values.subarray(0, (values.length / part.samples) * count);
      if (results[at]?.length !== expected.length)
        throw new Error(`The export gives ${results[at]?.length ?? 'no'} values as “${name}”.`);
      return farthest(expected, results[at]);
    });
    return {
      by: `TensorFlow.js ${tfLayers.version_layers}`,
      of: 'results',
      difference: Math.max(...differences),
    };
  } finally {
    model.dispose();
  }
}
