/** Imports a TensorFlow.js model to dream in. Owns what of it a picture leads to, and its sizes; formats have files of their own. */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '#shared/layers/layer.ts';
import { UserError } from '#shared/problem.ts';
import type { DreamLayer, DreamNetwork } from '#shared/wire/explore/dream.ts';
import { outputSpecs, useTraceBackend } from '../../../compiler/index.ts';
import { cpu } from '../../../devices/cpu.ts';
import type { Dreamable } from '../dream/dreamable.ts';
import { LastPrograms } from '../dream/programs.ts';
import { importGraphModel } from './graph-model.ts';
import { importLayersModel } from './layers-model.ts';
import type { ImportedNetwork } from './network.ts';
import { readModelFiles, refused } from './read-model.ts';

/** For a model that leaves its size open. */
const usualSide = 224;
const largestSide = 2048;
/** A longer row of numbers is no list of classes. */
const mostClasses = 65_535;
/** Values of one layer for one picture. */
const mostValues = 2 ** 27;

export async function importModel(path: string, threads?: number): Promise<Dreamable> {
  const files = await readModelFiles(path);
  await useTraceBackend();
  const isGraph = files.json.format === 'graph-model' || 'node' in files.json.modelTopology;
  const network = await (isGraph ? importGraphModel : importLayersModel)(files);
  const input = inputOf(files.name, network);
  const { layers, leftOut } = await describeLayers(files.name, network, input);
  const runtime = await cpu.open(network.variables, { patient: true, ...(threads === undefined ? {} : { threads }) });
  const programs = new LastPrograms((name, fn, specs) => runtime.compile(name, fn, specs));
  const last = layers.at(-1)!;
  const isClassifier = leftOut === null && last.shape.length === 1 && last.shape[0]! <= mostClasses;
  const description: DreamNetwork = {
    ...{ name: files.name, input, layers },
    classes: isClassifier
      ? Array.from({ length: last.shape[0]! }, (_, at) => `class ${at + 1}`)
      : { impossible: 'The model ends in no list of classes.' },
    latent: { impossible: 'An imported model marks no layer as the latent.' },
    samples: { impossible: 'An imported model comes without samples.' },
    leftOut,
  };
  return {
    description,
    // As MobileNet and its kin are trained, unless it says otherwise.
    ...(network.input.bytes ? { black: 0, white: 255 } : { black: -1, white: 1 }),
    ...{ background: 0.5, fit: 'crop', invert: false, latent: null },
    classes: isClassifier ? { layer: last.id, probabilities: network.endsInProbabilities } : null,
    activations: (pictures, layer) => network.activations(pictures, layer),
    run: (name, fn, inputs) => programs.run(name, fn, inputs),
    shapeAt: (layer, height, width) => shapeAt(network, layer, [height, width, input[2]]),
    sample: () =>
      Promise.reject(
        new UserError({
          received: 'A sample was asked for.',
          expected: 'An imported model comes without samples.',
          action: 'Choose a picture instead.',
        }),
      ),
    kernel: async (layer) => (await network.layers.find(({ id }) => id === layer)?.kernel?.()) ?? null,
  };
}

function inputOf(name: string, { input: { height, width, channels } }: ImportedNetwork): DreamNetwork['input'] {
  if (channels !== 1 && channels !== 3)
    throw refused(name, `its pictures have ${channels} channels, not 1 (grey) or 3 (colours)`);
  const size = [height ?? usualSide, width ?? usualSide] as const;
  if (Math.max(...size) > largestSide)
    throw refused(name, `its pictures are ${size.join(' × ')} pixels, larger than ${largestSide}`);
  return [...size, channels];
}

type InputShape = readonly [number, number, number];

async function shapeAt(network: ImportedNetwork, layer: string, shape: InputShape): Promise<readonly number[]> {
  const x = { shape: [1, ...shape], dtype: 'float32' as const };
  const { output } = await outputSpecs(({ x }) => ({ output: network.activations(x as tf.Tensor4D, layer) }), { x });
  return output!.shape;
}

/**
 * Their shapes at the network's own size; at twice that, those that grow see any size. What cannot be run here, often what sorts the
 * results at a network's end, is left out with all that hangs on it. Throws a UserError where nothing is left.
 */
async function describeLayers(
  name: string,
  network: ImportedNetwork,
  input: DreamNetwork['input'],
): Promise<Pick<DreamNetwork, 'layers' | 'leftOut'>> {
  const [height, width, channels] = input;
  const described: DreamLayer[] = [];
  const reasons: string[] = [];
  for (const { id, name: title, kind, kernel } of network.layers) {
    const shape = await shapeAt(network, id, [height, width, channels]).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.split('. ')[0]! : String(error);
      reasons.push(`“${title}” (${kind}) cannot be run: ${reason}`);
      return null;
    });
    if (shape === null) continue;
    if (sizeOf(shape) > mostValues)
      throw refused(name, `its layer “${title}” gives ${sizeOf(shape).toLocaleString('en')} values, too many`);
    const larger = await shapeAt(network, id, [height * 2, width * 2, channels]).catch(() => null);
    const anySize = shape.length === 4 && larger?.length === 4 && larger[3] === shape[3] && larger[1]! > shape[1]!;
    described.push({ id, name: title, kind, shape: shape.slice(1), anySize, part: 'aside', filters: kernel !== null });
  }
  const [first] = reasons;
  if (described.length === 0) throw refused(name, first === undefined ? 'it has no layers' : `its layer ${first}`);
  const leftOut =
    first === undefined ? null : `${reasons.length} of ${network.layers.length} layers are left out: ${first}.`;
  return { layers: described, leftOut };
}
