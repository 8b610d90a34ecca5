/**
 * Each layer kind trains: three steps of the trainer's own train function, compiled on every device of this machine,
 * against the same function run op by op by TensorFlow.js.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { setEagerSeed, type TensorSpec, type Values } from '#main/compiler/index.ts';
import { devices } from '#main/devices/index.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Programs, Trainable } from '#main/trainer/programs.ts';
import { makeBlock } from '#shared/graph/block-edits.ts';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { insertOnEdge, setParams } from '#shared/graph/edit.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { expectClose, numbers, runEagerly } from '../main/compiler/compare.ts';
import { builtKinds, layerCases, type BuiltKind } from './layers/cases.ts';
import { definitionOf, paramsOf } from './layers/eager.ts';

const batchSize = 3;
const steps = [1, 2, 3];
const tolerance = 1e-4;

/** More settings of the kinds whose other settings take other paths through the compiler. */
const more: readonly (readonly [kind: BuiltKind, params: AnyParams])[] = [
  ['dense', { units: 3, kernelPenalty: { l1: 0.01, l2: 0.02 }, activityPenalty: { l1: 0.01, l2: 0.02 } }],
  ['conv2d', { filters: 2, kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' }],
  ['conv2d', { filters: 2, kernelSize: [2, 2], dilationRate: [2, 2], padding: 'same' }],
  ['conv2dTranspose', { filters: 2, kernelSize: [3, 3], strides: [2, 2], padding: 'valid', cropping: [0, 1, 1, 0] }],
  ['separableConv2d', { filters: 2, strides: [2, 2], padding: 'same', depthMultiplier: 2 }],
  ['averagePooling2d', { padding: 'same' }],
  ['upSampling2d', { interpolation: 'nearest' }],
  ['lstm', { units: 3, returnSequences: true, goBackwards: true }],
  ['gru', { units: 3, returnSequences: true }],
  ['simpleRnn', { units: 3, goBackwards: true }],
  ['bidirectional', { units: 3, returnSequences: true }],
  ['dropout', { rate: 0.3 }],
  ['latent', { kind: 'quantised', codes: 3, decay: 0.9 }],
  ['prelu', { sharedAxes: 'positions', alphaInitializer: 'randomNormal', alphaPenalty: { l1: 0.01, l2: 0.02 } }],
  ['prelu', { sharedAxes: 'all' }],
  ['groupNormalization', { groups: 1, center: false }],
  ['attention', { causal: true, dropout: 0.3 }],
  ['multiHeadAttention', { numHeads: 3, keyDim: 2, causal: true, dropout: 0.3, useBias: false }],
];

/** Keeps the shape. Bends values, since normalization takes mere shifts and scales out again: their gradients are rounding. */
function layerBefore(shape: Shape): [LayerKind, AnyParams] {
  const channels = shape.at(-1)!;
  return shape.length === 3
    ? ['conv2d', paramsOf('conv2d', { filters: channels, kernelSize: [1, 1], activation: 'tanh' })]
    : ['dense', paramsOf('dense', { units: channels, activation: 'tanh' })];
}

/** Input → a layer with weights, so that the kind's own gradient is needed → the kind → a dense layer back to the input. */
function projectWith(kind: BuiltKind, params: AnyParams): Project {
  const definition = definitionOf(kind);
  const [shape = [3]] = layerCases[kind].typical.inputs;
  const middle: LayerKind = definition.inputs.max === 0 || kind === 'output' ? 'latent' : kind;
  const nodes: [id: string, LayerKind, AnyParams][] = [
    ['in', 'input', paramsOf('input', { shape })],
    ['before', ...layerBefore(shape)],
    ['tested', middle, paramsOf(middle, middle === kind ? params : {})],
    ['flat', 'flatten', paramsOf('flatten')],
    ['after', 'dense', paramsOf('dense', { units: sizeOf(shape), activation: 'sigmoid' })],
    ['back', 'reshape', paramsOf('reshape', { targetShape: [...shape] })],
    ['out', 'output', paramsOf('output')],
  ];
  const chain = nodes.slice(1).map(([id], index) => ({ id: `to-${id}`, source: nodes[index]![0], target: id }));
  // A layer of several inputs also gets the network's own input.
  const second = definition.inputs.min > 1 ? [{ id: 'second', source: 'in', target: 'tested' }] : [];
  const project = emptyProject('test', 'Test');
  return {
    ...project,
    graph: {
      nodes: nodes.map(([id, kind, params]) => ({ id, kind, name: id, params, position: { x: 0, y: 0 } })),
      edges: [...chain, ...second],
    } as Project['graph'],
    objective: { kind: 'reconstruct', params: { loss: 'meanSquaredError', huberDelta: 1 } },
    // A large epsilon: without it Adam makes of a gradient that is rounding noise a step as large as any other.
    training: { ...project.training, optimizer: { kind: 'adam', params: { epsilon: 1e-3 } } },
  };
}

const opened: Trainable[] = [];
afterEach(() => opened.splice(0).forEach((trainable) => trainable.dispose()));

const expectTrains = (kind: BuiltKind, params: AnyParams, device: (typeof devices)[number]): Promise<void> =>
  expectProjectTrains(projectWith(kind, params), device);

async function expectProjectTrains(project: Project, device: (typeof devices)[number]): Promise<void> {
  const trainable = new Trainable(await buildModel(project, 3), project);
  opened.push(trainable);
  const { input } = trainable.model;
  const variables = trainable.variables.map(({ variable }) => variable);
  const inputs = steps.map((step): Record<string, Values> => ({
    batch: Uint8Array.from(numbers(batchSize * sizeOf(input.shape as Shape), 12, 243, step * 1000)),
    learningRate: Float32Array.of(0.01),
    step: Float32Array.of(step),
  }));

  const runtime = await device.open(variables);
  const before = await runtime.read();
  const program = await new Programs(runtime, trainable).get('train', batchSize);
  const losses: number[] = [];
  for (const [index, step] of steps.entries())
    losses.push((await program.run(inputs[index]!, { seed: [7, step] }))['loss']![0]!);
  const compiled = await runtime.read();
  await runtime.dispose();

  const scalar: TensorSpec = { shape: [], dtype: 'float32' };
  const specs = {
    batch: { shape: [batchSize, ...input.shape], dtype: 'float32' } as const,
    learningRate: scalar,
    step: scalar,
  };
  const eagerLosses: number[] = [];
  for (const [index, step] of steps.entries()) {
    setEagerSeed([7, step]);
    const eagerly = { ...inputs[index]!, batch: Float32Array.from(inputs[index]!['batch']!) };
    eagerLosses.push((await runEagerly(trainable.train(['model']), specs, eagerly))['loss']![0]!);
  }
  expectClose({ losses: Float32Array.from(losses) }, { losses: Float32Array.from(eagerLosses) }, tolerance);
  const named = (values: (variable: tf.Variable) => Values): Record<string, Values> =>
    Object.fromEntries(trainable.variables.map(({ name, variable }) => [name, values(variable)]));
  expectClose(
    named(({ name }) => compiled.get(name)!.values),
    named((variable) => variable.dataSync() as Values),
    tolerance,
  );
  for (const { name, variable } of trainable.model.weights)
    expect([...compiled.get(variable.name)!.values], `${name} has moved`).not.toEqual([
      ...before.get(variable.name)!.values,
    ]);
}

const here = await Promise.all(devices.map(async (device) => ({ device, ...(await device.status()) })));

describe.each(here.filter(({ available }) => available))('on $id', ({ device }) => {
  test.each(builtKinds)('%s', (kind) => expectTrains(kind, layerCases[kind].typical.params, device));
  test('a block that repeats and holds another', () => {
    const plain = projectWith('conv2d', paramsOf('conv2d', { filters: 2, kernelSize: [1, 1] }));
    const inner = insertOnEdge(plain, 'to-flat', 'block');
    const outer = makeBlock(inner, ['tested', inner.graph.nodes.at(-1)!.id], 'Outer');
    return expectProjectTrains(setParams(outer, outer.graph.nodes.at(-1)!.id, { repeat: 2 }), device);
  });
  test.each(more)('%s with %j', (kind, params) => expectTrains(kind, params, device));
});
