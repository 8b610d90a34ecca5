/**
 * Tiny projects of every objective, with the settings that take other paths through a step: what the battery in
 * objectives.test.ts runs. Curves are smooth, so that finite differences say what the gradient is.
 */
import type { Project } from '#shared/graph/document.ts';
import { appendEdge, appendNode, changeParams, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setImage, setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import type { SampleLayout } from '#main/trainer/seen.ts';
import { missingValue } from '#shared/data/missing.ts';
import { writeRow } from '#shared/data/table.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { chain, type Layer } from '../shared/graph/chain.ts';
import {
  decoderAsGenerator,
  ganOf,
  onLatent,
  pictureGanOf,
  variationalWithDiscriminator,
} from './adversarial-cases.ts';

export interface ObjectiveCase {
  readonly project: Project;
  /** Of data that are no pictures: how they are stored, and batch number `offset` of them. Left out: bytes of pictures. */
  readonly data?: { readonly layout: SampleLayout; readonly batch: (count: number, offset: number) => Float32Array };
  /** How many labels the data have; left out: none. */
  readonly labels?: number;
  /** Of the second picture of each pair; left out: there is none. */
  readonly targetShape?: Shape;
  /** Ids of nodes that this objective leaves as they are. */
  readonly idle?: readonly string[];
  /** Ids of nodes whose gradients are estimates by design (straight-through, detached), and no derivatives of the loss. */
  readonly estimated?: readonly string[];
}

/** 6 → 4 → 3 → 6, without kinks. */
const dense: readonly Layer[] = [
  ['dense', { units: 4, activation: 'tanh' }],
  ['dense', { units: 3, activation: 'sigmoid' }],
  ['latent'],
  ['dense', { units: 6, activation: 'sigmoid' }],
];

/** With a large epsilon: without it Adam makes of a gradient that is rounding noise a step as large as any other. */
function withObjective(project: Project, kind: ObjectiveKind, params: AnyParams): Project {
  const training = { ...project.training, optimizer: { kind: 'adam' as const, params: { epsilon: 1e-3 } } };
  return setObjective({ ...project, training }, kind, params);
}

const onDense = (kind: ObjectiveKind, params: AnyParams = {}): ObjectiveCase => ({
  project: withObjective(chain([6], ...dense), kind, params),
});

const scaling = { offset: 0, factor: 1 };
const rowForm: TableForm = {
  kind: 'table',
  missing: true,
  profile: [],
  reading: { delimiter: ',', decimal: '.', header: true },
  columns: [
    { name: 'a', type: 'number', start: 0, weight: 1, scaling, spread: 1, decimals: 2 },
    { name: 'b', type: 'category', start: 1, weight: 0.5, categories: ['x', 'y', 'z'] },
    { name: 'c', type: 'number', start: 4, weight: 2, scaling, spread: 1, decimals: 2 },
    { name: 'd', type: 'date', start: 5, weight: 1, scaling, spread: 1, resolution: 'day', format: 'year-month-day' },
  ],
};

/** Rows of 6 values in which some cells are missing. */
const rowBatch = (count: number, offset: number): Float32Array => {
  const rows = Array.from({ length: count }, (_, at) => {
    const turn = at + offset * 7;
    const b = turn % 5 === 0 ? null : ['x', 'y', 'z'][turn % 3]!;
    return writeRow(rowForm, [
      2 + Math.sin(turn) / 4,
      b,
      turn % 4 === 1 ? null : Math.cos(turn) / 4 - 2,
      Math.sin(turn) + 1,
    ]);
  });
  return Float32Array.from(
    rows.flatMap((row) => [...row]),
    (value) => (value < missingValue / 2 ? missingValue : value),
  );
};

function onRows(params: AnyParams, masked = false): ObjectiveCase {
  const layers: readonly Layer[] = [['dense', { units: 5, activation: 'tanh' }], ['latent'], ['dense', { units: 6 }]];
  const plain = chain([6], ...(masked ? [['concatenate'] as const] : []), ...layers);
  const mask = makeNode(plain.graph, 'mask', { x: 0, y: 160 }, { shape: [6] });
  const graph = masked ? appendEdge(appendNode(plain.graph, mask), mask.id, 'concatenate_1') : plain.graph;
  const data = { ...plain.data, source: { kind: 'builtin', name: 'penguins' } as const };
  return {
    project: withObjective({ ...withGraph(plain, graph), data }, 'rows', params),
    data: { layout: { dtype: 'float32', target: null, form: rowForm }, batch: rowBatch },
  };
}

/** 4 × 4 × 2 → 2 × 2 × 3 → 4 × 4 × 2, likewise. */
const convolutions: readonly Layer[] = [
  ['conv2d', { filters: 3, strides: [2, 2], padding: 'same', activation: 'tanh' }],
  ['latent'],
  ['conv2dTranspose', { filters: 2, strides: [2, 2], padding: 'same', activation: 'tanh' }],
];

const onPictures = (
  kind: ObjectiveKind,
  params: AnyParams = {},
  range: Project['data']['image']['range'] = 'zeroToOne',
): ObjectiveCase => ({
  project: withObjective(setImage(chain([4, 4, 2], ...convolutions), { range }), kind, params),
});

const onGan = (params: AnyParams): ObjectiveCase => ({ project: withObjective(ganOf(), 'adversarial', params) });

/** The same with other settings of its latent; `estimated`: nodes behind which gradients are estimates. */
const withLatent = (each: ObjectiveCase, params: AnyParams, estimated: readonly string[] = []): ObjectiveCase => ({
  ...each,
  project: withGraph(each.project, changeParams(each.project.graph, 'latent_1', params)),
  estimated,
});

/** Pictures and their mask, concatenated. */
function withMask(): Project {
  const plain = chain([4, 4, 2], ['concatenate'], ...convolutions);
  const mask = makeNode(plain.graph, 'mask', { x: 0, y: 160 }, { shape: [4, 4, 1] });
  return withGraph(plain, appendEdge(appendNode(plain.graph, mask), mask.id, 'concatenate_1'));
}

/** An encoder with pooling, normalization and dropout. */
const withPooling = (): Project =>
  chain(
    [4, 4, 2],
    ['conv2d', { filters: 3, padding: 'same', activation: 'tanh' }],
    ['batchNormalization'],
    ['maxPooling2d'],
    ['dropout', { rate: 0.2 }],
    ['flatten'],
    ['dense', { units: 3, activation: 'softplus' }],
    ['latent'],
    ['dense', { units: 32, activation: 'sigmoid' }],
    ['reshape', { targetShape: [4, 4, 2] }],
  );

/** A classifier alone, which ends without an activation. */
function withLogits(): Project {
  const plain = chain([6], ['dense', { units: 4, activation: 'tanh' }], ['dense', { units: 3 }]);
  const classes = makeNode(plain.graph, 'classes', { x: 0, y: 160 });
  return withGraph(plain, appendEdge(appendNode(plain.graph, classes), 'dense_2', classes.id));
}

/** With two folders of pictures as its data. */
export const pairedData = (project: Project): Project => ({
  ...project,
  data: { ...project.data, source: { kind: 'imagePairs', inputs: '/pictures/grey', targets: '/pictures/colour' } },
});

/** Two channels in, three out. */
const withColours = (): Project =>
  withObjective(
    chain(
      [4, 4, 2],
      ['conv2d', { filters: 3, strides: [2, 2], padding: 'same', activation: 'tanh' }],
      ['conv2dTranspose', { filters: 3, strides: [2, 2], padding: 'same', activation: 'sigmoid' }],
    ),
    'pairs',
    { loss: 'binaryCrossentropy' },
  );

export const objectiveCases: Readonly<Record<ObjectiveKind, Readonly<Record<string, ObjectiveCase>>>> = {
  reconstruct: {
    'mean squared error': onDense('reconstruct'),
    'binary cross-entropy': onDense('reconstruct', { loss: 'binaryCrossentropy' }),
  },
  denoise: {
    gaussian: onDense('denoise'),
    'salt and pepper, on pictures': onPictures('denoise', { noise: 'saltAndPepper' }),
    'masking, from −1 to 1': onPictures('denoise', { noise: 'masking' }, 'minusOneToOne'),
  },
  sparse: {
    L1: onDense('sparse', { l1Weight: 0.01 }),
    'L1, on pictures': onPictures('sparse', { l1Weight: 0.01 }),
    divergence: onDense('sparse', { penalty: 'divergence', divergenceWeight: 0.1 }),
  },
  pairs: {
    'mean squared error': { project: pairedData(onDense('pairs').project), targetShape: [6] },
    'pictures of another size': { project: pairedData(withColours()), targetShape: [4, 4, 3] },
  },
  contractive: {
    sampled: onDense('contractive', { contractionWeight: 0.1 }),
    'several directions': onDense('contractive', { contractionWeight: 0.1, directions: 3 }),
    exact: onDense('contractive', { contractionWeight: 0.1, jacobian: 'exact' }),
    'of a deeper encoder': { project: withObjective(withPooling(), 'contractive', { contractionWeight: 0.1 }) },
    'on pictures, from −1 to 1': onPictures('contractive', { contractionWeight: 0.1 }, 'minusOneToOne'),
  },
  inpaint: {
    'rectangles, with a mask': { project: withObjective(withMask(), 'inpaint', { number: 2 }) },
    'loss on holes, filled with the mean': onPictures('inpaint', { lossOn: 'holes', fill: 'mean' }),
    'pixels of a row, loss on what is observed': onDense('inpaint', {
      holes: 'pixels',
      lossOn: 'observed',
      fill: 'noise',
      loss: 'binaryCrossentropy',
    }),
  },
  rows: {
    'numbers and categories, weighted': onRows({}),
    'cells hidden, Huber, loss on what is hidden, with a mask': onRows(
      { numbers: 'huber', hide: 0.4, lossOn: 'hidden' },
      true,
    ),
  },
  // Of words: test/main/trainer/text-objectives.test.ts.
  ...{ textAutoencoder: {}, translate: {}, predictNext: {}, skipGram: {} },
  classify: {
    probabilities: { ...onDense('classify', { labelSmoothing: 0.1 }), labels: 3 },
    logits: { project: withObjective(withLogits(), 'classify', {}), labels: 3 },
  },
  adversarialAutoencoder: {
    'non-saturating': { project: withObjective(onLatent(), 'adversarialAutoencoder', { adversarialWeight: 0.5 }) },
    Wasserstein: {
      project: withObjective(onLatent(), 'adversarialAutoencoder', { adversarialLoss: 'wasserstein' }),
      idle: ['dense_5'],
    },
  },
  vaeGan: {
    'features, hinge': {
      project: withObjective(variationalWithDiscriminator(), 'vaeGan', { adversarialLoss: 'hinge' }),
      estimated: ['dense_1', 'latent_1'],
    },
    'pixels, Wasserstein, rivals without weight': {
      project: withObjective(variationalWithDiscriminator(), 'vaeGan', {
        likeness: 'pixels',
        adversarialLoss: 'wasserstein',
        generatorWeight: 0,
      }),
      idle: ['dense_4'],
    },
  },
  adversarial: {
    'non-saturating, smoothed': onGan({ labelSmoothing: 0.1 }),
    'least squares, noise in the latent’s place': {
      project: withObjective(decoderAsGenerator(), 'adversarial', { adversarialLoss: 'leastSquares' }),
      idle: ['dense_1', 'dense_2'],
    },
    'hinge, several steps': onGan({ adversarialLoss: 'hinge', discriminatorSteps: 2, discriminatorRate: 0.5 }),
    // Without the last bias, which moves no distance.
    'Wasserstein with gradient penalty': {
      project: withObjective(
        ganOf([
          ['dense', { units: 5, activation: 'tanh' }],
          ['dense', { units: 1, useBias: false }],
        ]),
        'adversarial',
        { adversarialLoss: 'wasserstein', discriminatorSteps: 2 },
      ),
    },
    'Wasserstein on pictures, a verdict for each patch': {
      project: withObjective(
        pictureGanOf([
          ['conv2d', { filters: 3, strides: [2, 2], padding: 'same', activation: 'tanh' }],
          ['layerNormalization', { epsilon: 0.1, center: false }],
          ['conv2d', { filters: 1, kernelSize: [1, 1], useBias: false }],
        ]),
        'adversarial',
        { adversarialLoss: 'wasserstein' },
      ),
    },
  },
  variational: {
    'binary cross-entropy': onDense('variational', { loss: 'binaryCrossentropy' }),
    'squared error, annealed': onDense('variational', { loss: 'meanSquaredError', annealingEpochs: 2 }),
    'gaussian, fewer latents, free bits': withLatent(onDense('variational', { loss: 'gaussian', freeBits: 0.05 }), {
      size: 2,
    }),
    'fitted gaussian, on pictures, from −1 to 1': withLatent(
      onPictures('variational', { loss: 'fittedGaussian', beta: 0.5 }, 'minusOneToOne'),
      { size: 2 },
    ),
  },
  quantised: {
    'moving averages': withLatent(onDense('quantised'), { codes: 3, decay: 0.9 }, ['dense_1', 'dense_2']),
    'moving averages, on pictures': withLatent(onPictures('quantised'), { codes: 5, decay: 0.9 }, ['conv2d_1']),
    'moving averages, without restarts': withLatent(onPictures('quantised'), { codes: 5, restartUnused: false }, [
      'conv2d_1',
    ]),
    'codes follow the loss': withLatent(
      onPictures('quantised', { loss: 'meanAbsoluteError', commitment: 1 }),
      { codes: 5, codesFollow: 'loss' },
      ['conv2d_1', 'latent_1'],
    ),
  },
};
