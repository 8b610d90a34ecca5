/** Every layer kind in a small network of its own, ready to be exported: typical settings, and those in which libraries differ. Owns no expectations. */
import { exportFormats, formatIds } from '#shared/export/index.ts';
import { exportParts } from '#shared/export/parts.ts';
import { emptyProject, type GraphNode, type Project } from '#shared/graph/document.ts';
import { defaultParams, type LayerKind } from '#shared/layers/index.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { ExportCase } from './cases.ts';

/** Settings to try a kind with, on one input shape. `twice`: it takes the input and a Dense layer's view of it; `then`: follows it. */
interface Trial {
  readonly input: Shape;
  readonly params?: readonly AnyParams[];
  readonly twice?: boolean;
  readonly then?: LayerKind;
}

const picture: Shape = [6, 5, 4];
const sequence: Shape = [6, 3];
const vector: Shape = [6];
const usual: readonly AnyParams[] = [{}];

const windows: readonly AnyParams[] = [
  { kernelSize: [3, 2], activation: 'leakyRelu' },
  { kernelSize: [2, 3], strides: [2, 2], padding: 'same', activation: 'gelu' },
  { kernelSize: [3, 3], dilationRate: [2, 1], padding: 'same', useBias: false, activation: 'swish' },
];
const small = windows.map((params) => ({ ...params, filters: 3 }));
const each = (all: readonly AnyParams[], more: AnyParams): AnyParams[] => all.map((params) => ({ ...more, ...params }));
const withUnits = (all: readonly AnyParams[]): AnyParams[] => each(all, { units: 4 });
const walks = withUnits([{}, { returnSequences: true, goBackwards: true }, { useBias: false }]);
const curves = ['relu', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'softplus', 'sigmoid', 'tanh', 'softmax'];
const normalized: readonly AnyParams[] = [{}, { center: false, epsilon: 0.01 }, { center: false, scale: false }];
const transposed: readonly AnyParams[] = [
  { padding: 'same' },
  { outputPadding: '1', padding: 'same' },
  { outputPadding: '0', activation: 'leakyRelu' },
];

/** What stands only at the ends of a part is in every network; embeddings look up words, where these networks are given numbers. */
export type TriedKind = Exclude<
  LayerKind,
  | 'input'
  | 'output'
  | 'verdict'
  | 'classes'
  | 'mask'
  | 'noise'
  | 'moreWords'
  | 'embedding'
  | 'realOrGenerated'
  | 'block'
>;

const trials: Readonly<Record<TriedKind, Trial>> = {
  dense: {
    input: vector,
    params: withUnits([{}, { spectralNormalization: true, activation: 'leakyRelu' }, { useBias: false }]),
  },
  activation: { input: sequence, params: curves.map((activation) => ({ activation, alpha: 0.7 })) },
  prelu: { input: picture, params: ['none', 'positions', 'all'].map((sharedAxes) => ({ sharedAxes })) },
  flatten: { input: picture },
  reshape: { input: picture, params: [{ targetShape: [12, 10] }] },
  latent: {
    input: [4, 3],
    params: [
      {},
      { kind: 'variational', size: 2 },
      { kind: 'quantised', codes: 5 },
      { kind: 'quantised', codes: 5, codesFollow: 'loss' },
    ],
  },
  conv2d: { input: picture, params: [...small, { filters: 3, spectralNormalization: true }] },
  conv2dTranspose: {
    input: [4, 3, 2],
    params: [
      ...each(transposed, { filters: 3, strides: [2, 2] }),
      { filters: 3, strides: [2, 2], cropping: [1, 0, 1, 2], spectralNormalization: true },
    ],
  },
  separableConv2d: {
    input: picture,
    params: [small[0]!, { filters: 3, depthMultiplier: 2, strides: [2, 2], padding: 'same' }],
  },
  depthwiseConv2d: { input: picture, params: [windows[0]!, { depthMultiplier: 2, strides: [2, 2], padding: 'same' }] },
  conv1d: {
    input: sequence,
    params: each(
      [{}, { padding: 'causal', dilationRate: 2, activation: 'leakyRelu' }, { strides: 2, padding: 'same' }],
      {
        filters: 3,
      },
    ),
  },
  conv1dTranspose: {
    input: sequence,
    params: each([...transposed, { cropping: [1, 2] }], { filters: 3, strides: 2 }),
  },
  zeroPadding2d: { input: picture, params: [{ padding: [1, 0, 2, 3] }] },
  cropping2d: { input: picture, params: [{ cropping: [1, 0, 2, 1] }] },
  maxPooling2d: { input: picture, params: [{}, { poolSize: [3, 2], strides: [2, 1], padding: 'same' }] },
  averagePooling2d: { input: picture, params: [{}, { poolSize: [3, 2], strides: [2, 1], padding: 'same' }] },
  globalAveragePooling2d: { input: picture, params: [{}, { keepDims: true }] },
  upSampling2d: { input: picture, params: [{}, { size: [3, 2], interpolation: 'bilinear' }] },
  pixelShuffle: { input: picture },
  spaceToDepth: { input: [6, 4, 2] },
  maxPooling1d: { input: sequence, params: [{}, { poolSize: 3, strides: 2, padding: 'same' }] },
  upSampling1d: { input: sequence, params: [{ size: 3 }] },
  lstm: { input: sequence, params: [...walks, { units: 4, activation: 'relu', recurrentActivation: 'swish' }] },
  gru: { input: sequence, params: [...walks, { units: 4, resetAfter: false, returnSequences: true }] },
  simpleRnn: { input: sequence, params: walks },
  bidirectional: {
    input: sequence,
    params: withUnits([
      {},
      { cell: 'gru', returnSequences: true, mergeMode: 'mul' },
      { cell: 'gru', resetAfter: false, mergeMode: 'ave' },
    ]),
  },
  attention: { input: sequence, params: [{}, { causal: true, useScale: true }], twice: true },
  multiHeadAttention: { input: sequence, params: [{}, { causal: true, numHeads: 2, keyDim: 3, valueDim: 2 }] },
  repeatVector: { input: vector, params: [{ n: 3 }] },
  masking: { input: sequence, then: 'lstm' },
  batchNormalization: { input: picture, params: normalized },
  layerNormalization: { input: sequence, params: normalized },
  groupNormalization: { input: picture, params: each(normalized, { groups: 2 }) },
  instanceNormalization: { input: picture, params: normalized },
  unitNormalization: { input: sequence },
  dropout: { input: vector },
  spatialDropout2d: { input: picture },
  spatialDropout1d: { input: sequence },
  gaussianDropout: { input: vector },
  alphaDropout: { input: vector },
  gaussianNoise: { input: vector },
  add: { input: sequence, twice: true },
  concatenate: { input: sequence, params: [{}, { axis: 1 }], twice: true },
  multiply: { input: sequence, twice: true },
  dot: { input: sequence, twice: true, params: [{}, { normalize: true }] },
};

function project(kind: TriedKind, { input, twice, then }: Trial, params: AnyParams, name: string): Project {
  const node = (id: string, of: LayerKind, changed: AnyParams): GraphNode => ({
    id,
    kind: of,
    name: id,
    params: { ...defaultParams(of), ...changed },
    position: { x: 0, y: 0 },
  });
  // Networks without weights are none: a slope is learned at the end.
  const after = [...(then ? [node('then', then, {})] : []), node('slope', 'prelu', { sharedAxes: 'all' })];
  const other = twice ? [node('other', 'dense', { units: input.at(-1)!, activation: 'tanh' })] : [];
  const nodes = [
    node('in', 'input', { shape: input }),
    ...other,
    node('tried', kind, params),
    ...after,
    node('out', 'output', {}),
  ];
  const pairs = [
    ['in', 'tried'],
    ...(twice
      ? ([
          ['in', 'other'],
          ['other', 'tried'],
        ] as const)
      : []),
    ...(then ? [['tried', 'then']] : []),
    [then ? 'then' : 'tried', 'slope'],
    ['slope', 'out'],
  ];
  const edges = pairs.map(([source, target], at) => ({ id: `e${at}`, source: source!, target: target! }));
  return { ...emptyProject(name, name), graph: { nodes, edges } };
}

/** Named "lstm-2": in every format, as a whole. */
export const kindCases: readonly ExportCase[] = (Object.keys(trials) as TriedKind[]).flatMap((kind) =>
  (trials[kind].params ?? usual).flatMap((params, at) => {
    const name = `${kind}-${at + 1}`;
    const tried = project(kind, trials[kind], params, name);
    if (exportParts(tried)[0]?.kind !== 'model') throw new Error(`The network of ${name} is no network.`);
    return formatIds
      .filter((format) => exportFormats[format].takes.includes('model' as never))
      .map((format) => ({ template: name, project: tried, format, part: 'model' as const }));
  }),
);
