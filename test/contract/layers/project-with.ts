/** A small network around one layer of any kind, for batteries that run whole networks. Owns no expectations. */
import { emptyProject, type Project } from '#shared/graph/document.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { layerCases, type BuiltKind } from './cases.ts';
import { definitionOf, paramsOf } from './eager.ts';

/** More settings of the kinds whose other settings take other paths through the compiler. */
export const more: readonly (readonly [kind: BuiltKind, params: AnyParams])[] = [
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
export function projectWith(kind: BuiltKind, params: AnyParams): Project {
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
