/** For each layer kind: inputs to try it on, settings that need care, and inputs it must refuse. A new kind adds its line. */
import * as fc from 'fast-check';
import type { AnyParams, Field, Fields, ParamValue } from '#shared/layers/fields.ts';
import { layerKinds, type LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';

type Inputs = readonly Shape[];

export interface LayerCases {
  readonly inputs: fc.Arbitrary<Inputs>;
  /** Where the settings' own limits say too little or too much. */
  readonly params?: Readonly<Record<string, fc.Arbitrary<ParamValue>>>;
  /** One typical use, with small sizes. */
  readonly typical: { readonly params: AnyParams; readonly inputs: Inputs };
  /** What it cannot take, and a word that its message must say. */
  readonly refused: readonly { readonly params?: AnyParams; readonly inputs: Inputs; readonly says: string }[];
}

const size = (max: number) => fc.integer({ min: 1, max });
const one = (shape: fc.Arbitrary<readonly number[]>): fc.Arbitrary<Inputs> => shape.map((s) => [s]);
const picture = one(fc.tuple(size(7), size(7), size(3)));
const sequence = one(fc.tuple(size(6), size(3)));
const vector = one(fc.tuple(size(6)));
const anyShape = fc.oneof(vector, sequence, picture);
const same = fc.tuple(anyShape, fc.integer({ min: 2, max: 4 })).map(([[shape], n]) => Array<Shape>(n).fill(shape!));
const stretched = fc.tuple(size(4), size(4), size(3)).map(([h, w, c]): Inputs => [
  [h, w, c],
  [1, 1, c],
  [h, 1, 1],
]);

/** Query, value and key of attention; query and key agree in features, value and key in steps. */
const attended = fc
  .tuple(size(5), size(5), size(4), size(4))
  .map(([queries, values, features, others]): [[number, number], [number, number], [number, number]] => [
    [queries, features],
    [values, values % 2 === 0 ? features : others],
    [values, features],
  ]);

const refusesAllButPictures = [
  { inputs: [[28]], says: 'one dimension' },
  { inputs: [[28, 28]], says: 'Reshape' },
];
const refusesAllButSequences = [
  { inputs: [[28]], says: 'steps' },
  { inputs: [[28, 28, 3]], says: '28\u2009×\u200984' },
];
const refusesTwoInputs = [{ inputs: [[4], [4]], says: 'two inputs' }];
const typicalPicture: Inputs = [[5, 4, 2]];
const typicalSequence: Inputs = [[4, 3]];
const smallKernel = fc.tuple(size(3), size(3));
const anything = { inputs: anyShape, typical: { params: {}, inputs: typicalPicture }, refused: refusesTwoInputs };
const pooling: LayerCases = {
  inputs: picture,
  params: { poolSize: smallKernel, strides: smallKernel },
  typical: { params: {}, inputs: typicalPicture },
  refused: [...refusesAllButPictures, { inputs: [[1, 1, 3]], says: 'same' }],
};
const recurrent: LayerCases = {
  inputs: sequence,
  params: { units: size(3) },
  typical: { params: { units: 3 }, inputs: typicalSequence },
  refused: refusesAllButSequences,
};
const stridesAndDilation = { params: { strides: [2, 2], dilationRate: [2, 2] }, inputs: [[9, 9, 1]], says: 'dilation' };
const unequalStrides = { params: { strides: [2, 1] }, inputs: [[9, 9, 1]], says: 'equally far' };
const kernelTooLarge = { params: { kernelSize: [5, 5] }, inputs: [[4, 9, 1]], says: 'only 4' };
const convolution = {
  inputs: picture,
  params: {
    filters: size(3),
    kernelSize: smallKernel,
    strides: fc.oneof(fc.constant([1, 1]), fc.constant([2, 2]), smallKernel),
    dilationRate: fc.oneof({ weight: 3, arbitrary: fc.constant([1, 1]) }, { weight: 1, arbitrary: smallKernel }),
    depthMultiplier: size(2),
  },
};

const source: LayerCases = {
  inputs: fc.constant([]),
  params: { shape: fc.array(size(5), { minLength: 1, maxLength: 3 }) },
  typical: { params: { shape: [3] }, inputs: [] },
  refused: [{ inputs: [[3]], says: 'starts' }],
};

/** All kinds but "block", which only a project knows how to build: test/shared/graph/blocks.test.ts is its battery. */
export type BuiltKind = Exclude<LayerKind, 'block'>;
export const builtKinds = layerKinds.filter((kind) => kind !== 'block');

export const layerCases: Readonly<Record<BuiltKind, LayerCases>> = {
  input: source,
  output: anything,
  verdict: anything,
  classes: {
    inputs: fc.tuple(fc.tuple(fc.integer({ min: 2, max: 9 }))),
    params: {},
    typical: { params: {}, inputs: [[10]] },
    refused: [{ inputs: [[28, 28, 1]], says: 'one for each class' }],
  },
  mask: source,
  noise: source,
  moreWords: { ...source, params: { shape: fc.tuple(size(5)) } },
  embedding: {
    inputs: one(fc.tuple(size(6))),
    params: { vocabulary: fc.integer({ min: 2, max: 9 }), units: size(4) },
    typical: { params: { vocabulary: 7, units: 3 }, inputs: [[5]] },
    refused: [
      { inputs: [[28, 3]], says: 'one dimension' },
      { inputs: [[4], [4]], says: 'two inputs' },
    ],
  },
  dot: {
    inputs: fc.tuple(size(5), size(5), size(4)).map(([queries, values, features]) => [
      [queries, features],
      [values, features],
    ]),
    typical: {
      params: { normalize: true },
      inputs: [
        [4, 3],
        [5, 3],
      ],
    },
    refused: [
      { inputs: [[4], [4]], says: 'steps' },
      {
        inputs: [
          [4, 3],
          [4, 2],
        ],
        says: 'as many features',
      },
    ],
  },
  realOrGenerated: {
    inputs: fc.array(size(3), { minLength: 1, maxLength: 3 }).map((shape) => [shape, shape]),
    params: {},
    typical: { params: {}, inputs: [[4], [4]] },
    refused: [{ inputs: [[4], [5]], says: 'the same shape' }],
  },
  latent: {
    ...anything,
    params: { codes: fc.integer({ min: 2, max: 5 }) },
    refused: [
      ...refusesTwoInputs,
      { params: { kind: 'quantised', codes: 65_536 }, inputs: [[28, 28, 4]], says: 'at most 5,349 codes' },
    ],
  },
  dense: {
    inputs: fc.oneof(vector, sequence),
    params: { units: size(5) },
    typical: { params: { units: 3 }, inputs: [[4]] },
    refused: [
      { inputs: [[28, 28, 1]], says: 'It is given 28\u2009×\u200928\u2009×\u20091, which has three dimensions.' },
    ],
  },
  activation: anything,
  flatten: anything,
  reshape: {
    inputs: fc.constantFrom<Inputs>([[12]], [[3, 4]], [[2, 3, 2]]),
    params: { targetShape: fc.constantFrom([12], [6, 2], [1, 3, 4]) },
    typical: { params: { targetShape: [4, 10] }, inputs: typicalPicture },
    refused: [
      { params: { targetShape: [7, 7, 32] }, inputs: [[784]], says: '1,568' },
      { params: { targetShape: [7, 7, 8] }, inputs: [[784]], says: '392' },
    ],
  },
  conv2d: {
    ...convolution,
    typical: { params: { filters: 2 }, inputs: typicalPicture },
    refused: [...refusesAllButPictures, stridesAndDilation, kernelTooLarge],
  },
  conv2dTranspose: {
    ...convolution,
    params: { ...convolution.params, cropping: edges(1) },
    typical: { params: { filters: 2, strides: [2, 2], padding: 'same' }, inputs: typicalPicture },
    refused: [
      ...refusesAllButPictures,
      { params: { outputPadding: '2', strides: [2, 2] }, inputs: [[7, 7, 1]], says: 'smaller than the stride' },
      {
        params: { outputPadding: '0', strides: [2, 2], kernelSize: [4, 4], padding: 'same' },
        inputs: [[7, 7, 1]],
        says: 'larger output padding',
      },
      { params: { cropping: [9, 9, 0, 0] }, inputs: [[7, 7, 1]], says: 'nothing is left' },
    ],
  },
  separableConv2d: {
    ...convolution,
    typical: { params: { filters: 2 }, inputs: typicalPicture },
    refused: [...refusesAllButPictures, stridesAndDilation, unequalStrides, kernelTooLarge],
  },
  depthwiseConv2d: {
    ...convolution,
    typical: { params: { depthMultiplier: 2 }, inputs: typicalPicture },
    refused: [...refusesAllButPictures, stridesAndDilation, unequalStrides, kernelTooLarge],
  },
  conv1d: {
    inputs: sequence,
    params: { filters: size(3), kernelSize: size(3), strides: size(2), dilationRate: size(2) },
    typical: { params: { filters: 2 }, inputs: typicalSequence },
    refused: [
      ...refusesAllButSequences,
      { params: { strides: 2, dilationRate: 2 }, inputs: [[9, 1]], says: 'dilation' },
      { params: { kernelSize: 3, dilationRate: 3 }, inputs: [[6, 1]], says: 'is 7 in steps' },
    ],
  },
  conv1dTranspose: {
    inputs: sequence,
    params: { filters: size(3), kernelSize: size(4), strides: size(3), cropping: fc.tuple(size(2), size(2)) },
    typical: { params: { filters: 2, strides: 2, padding: 'same' }, inputs: typicalSequence },
    refused: [
      ...refusesAllButSequences,
      { params: { outputPadding: '1' }, inputs: [[4, 1]], says: 'smaller than the stride' },
      { params: { cropping: [3, 3] }, inputs: [[4, 1]], says: 'at most 5' },
    ],
  },
  zeroPadding2d: {
    inputs: picture,
    params: { padding: edges(2) },
    typical: { params: {}, inputs: typicalPicture },
    refused: refusesAllButPictures,
  },
  cropping2d: {
    inputs: picture,
    params: { cropping: edges(2) },
    typical: { params: { cropping: [1, 0, 0, 1] }, inputs: typicalPicture },
    refused: [...refusesAllButPictures, { params: { cropping: [4, 4, 0, 0] }, inputs: [[8, 9, 1]], says: 'at most 7' }],
  },
  maxPooling2d: pooling,
  averagePooling2d: pooling,
  globalAveragePooling2d: {
    inputs: picture,
    typical: { params: {}, inputs: typicalPicture },
    refused: refusesAllButPictures,
  },
  upSampling2d: {
    inputs: picture,
    params: { size: smallKernel },
    typical: { params: { interpolation: 'bilinear' }, inputs: typicalPicture },
    refused: refusesAllButPictures,
  },
  maxPooling1d: {
    inputs: sequence,
    params: { poolSize: size(3), strides: size(3) },
    typical: { params: {}, inputs: typicalSequence },
    refused: [...refusesAllButSequences, { inputs: [[1, 4]], says: 'only 1' }],
  },
  upSampling1d: {
    inputs: sequence,
    params: { size: size(3) },
    typical: { params: {}, inputs: typicalSequence },
    refused: refusesAllButSequences,
  },
  lstm: recurrent,
  gru: recurrent,
  simpleRnn: recurrent,
  bidirectional: recurrent,
  repeatVector: {
    inputs: vector,
    params: { n: size(4) },
    typical: { params: { n: 3 }, inputs: [[4]] },
    refused: [
      { inputs: [[4, 3]], says: 'return sequences' },
      { inputs: [[4, 3, 2]], says: 'Flatten' },
    ],
  },
  masking: {
    inputs: sequence,
    typical: { params: {}, inputs: typicalSequence },
    refused: refusesAllButSequences,
  },
  // Enough channels that some are negative behind any layer.
  prelu: { ...anything, typical: { params: {}, inputs: [[3, 2, 8]] } },
  pixelShuffle: {
    inputs: one(fc.tuple(size(4), size(4), fc.constantFrom(4, 8, 9, 18))),
    params: { blockSize: fc.constantFrom(2, 3) },
    typical: { params: {}, inputs: [[3, 2, 8]] },
    refused: [...refusesAllButPictures, { inputs: [[7, 7, 30]], says: '32 filters' }],
  },
  spaceToDepth: {
    inputs: one(fc.tuple(fc.constantFrom(2, 4, 6), fc.constantFrom(4, 6), size(3))),
    params: { blockSize: fc.constantFrom(2, 3) },
    typical: { params: {}, inputs: [[4, 6, 2]] },
    refused: [...refusesAllButPictures, { inputs: [[7, 8, 1]], says: '7 × 8 pixels' }],
  },
  attention: {
    inputs: attended.map(([query, value, key]) => (value[1] === key[1] ? [query, value] : [query, value, key])),
    typical: {
      params: { useScale: true },
      inputs: [
        [4, 3],
        [5, 3],
      ],
    },
    refused: [
      { inputs: [[4, 3]], says: 'one input' },
      { inputs: [[4, 3], [4]], says: 'one dimension' },
      {
        inputs: [
          [4, 3],
          [7, 7, 3],
        ],
        says: '49\u2009×\u20093',
      },
      {
        inputs: [
          [4, 3],
          [4, 2],
        ],
        says: 'Dense layer of 3 units',
      },
      {
        inputs: [
          [4, 3],
          [4, 3],
          [5, 3],
        ],
        says: 'five steps',
      },
    ],
  },
  multiHeadAttention: {
    inputs: fc.tuple(attended, size(3)).map(([[[steps], [, features], [, others]], count]) =>
      [
        [steps, features],
        [4, others],
        [4, features],
      ].slice(0, count),
    ),
    params: { numHeads: size(3), keyDim: size(3), valueDim: fc.integer({ min: 0, max: 3 }) },
    typical: {
      params: { numHeads: 2, keyDim: 3, valueDim: 2 },
      inputs: [
        [4, 3],
        [5, 2],
      ],
    },
    refused: [
      { inputs: [], says: 'no inputs' },
      { inputs: [[28]], says: 'steps' },
      {
        inputs: [
          [4, 3],
          [5, 2],
          [4, 2],
        ],
        says: 'five steps',
      },
    ],
  },
  groupNormalization: {
    inputs: anyShape,
    params: { groups: fc.constantFrom(1, 2, 3) },
    typical: { params: { groups: 2 }, inputs: [[5, 3, 6]] },
    refused: [...refusesTwoInputs, { inputs: [[7, 7, 12]], says: '2, 3, 4, 6, 12' }],
  },
  instanceNormalization: {
    inputs: fc.oneof(sequence, picture),
    typical: { params: {}, inputs: typicalPicture },
    refused: [...refusesTwoInputs, { inputs: [[4]], says: 'layer normalization' }],
  },
  unitNormalization: anything,
  spatialDropout2d: {
    inputs: picture,
    typical: { params: { rate: 0.5 }, inputs: [[2, 2, 40]] },
    refused: refusesAllButPictures,
  },
  spatialDropout1d: {
    inputs: sequence,
    typical: { params: { rate: 0.5 }, inputs: [[3, 40]] },
    refused: refusesAllButSequences,
  },
  gaussianDropout: anything,
  alphaDropout: anything,
  batchNormalization: anything,
  layerNormalization: anything,
  dropout: anything,
  gaussianNoise: anything,
  add: {
    inputs: fc.oneof(same, stretched),
    typical: {
      params: {},
      inputs: [
        [4, 3],
        [4, 3],
      ],
    },
    refused: [
      { inputs: [[4, 3]], says: 'one input' },
      {
        inputs: [
          [7, 7, 32],
          [8, 8, 32],
        ],
        says: '7\u2009×\u20097\u2009×\u200932 and 8\u2009×\u20098\u2009×\u200932',
      },
    ],
  },
  concatenate: {
    inputs: same,
    params: { axis: fc.constantFrom(-1, 1, 2, -2, 0) },
    typical: {
      params: {},
      inputs: [
        [4, 3],
        [4, 2],
      ],
    },
    refused: [
      { inputs: [[4, 3]], says: 'one input' },
      {
        inputs: [
          [7, 7, 32],
          [8, 7, 32],
        ],
        says: 'which is number 3',
      },
      { params: { axis: 0 }, inputs: [[4], [4]], says: 'batch' },
      { params: { axis: 2 }, inputs: [[4], [4]], says: 'from 1 to 1' },
    ],
  },
  multiply: {
    inputs: fc.oneof(same, stretched),
    typical: {
      params: {},
      inputs: [
        [4, 3],
        [4, 3],
      ],
    },
    refused: [
      { inputs: [], says: 'no inputs' },
      { inputs: [[4], [4, 1]], says: 'Concatenate' },
    ],
  },
};

function edges(max: number): fc.Arbitrary<ParamValue> {
  const edge = fc.integer({ min: 0, max });
  return fc.tuple(edge, edge, edge, edge);
}

/** Values that the field allows; sizes stay small. */
function valueOf(field: Field): fc.Arbitrary<ParamValue> {
  switch (field.type) {
    case 'integer':
      return fc.integer({ min: field.min, max: Math.min(field.max, field.min + 3) });
    case 'number':
      return fc.constantFrom(field.default, field.min);
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...field.options.map((option) => option.value));
    case 'pair':
      return fc.tuple(fc.integer({ min: field.min, max: 3 }), fc.integer({ min: field.min, max: 3 }));
    case 'edges':
      return edges(2);
    case 'shape':
      return fc.array(size(4), { minLength: 1, maxLength: field.maxRank });
    case 'block':
      return fc.constant(field.default);
    case 'name':
      return fc.string({ maxLength: 9 });
    case 'labels':
      return fc.uniqueArray(fc.nat(9), { maxLength: 4 });
    case 'samples':
      return fc.uniqueArray(fc.nat(9), { maxLength: 4 }).map((samples) => samples.sort((a, b) => a - b));
    case 'penalty':
      return fc.record({ l1: fc.constantFrom(0, 0.1), l2: fc.constantFrom(0, 0.01) });
  }
}

/** Settings that pass their fields, for any kind. */
export const paramsArbitrary = (fields: Fields, cases: LayerCases): fc.Arbitrary<AnyParams> =>
  fc.record(
    Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, cases.params?.[key] ?? valueOf(field)])),
  );

/** A value that the field must refuse. */
export function badValue(field: Field): unknown {
  switch (field.type) {
    case 'integer':
      return field.min + 0.5;
    case 'number':
      return field.max + 1;
    case 'boolean':
      return 'yes';
    case 'choice':
      return 'nothing of the kind';
    case 'pair':
      return [field.max + 1, field.min];
    case 'edges':
      return [1, 1, 1];
    case 'shape':
      return [4, 0];
    case 'block':
      return 'no id';
    case 'name':
      return 7;
    case 'labels':
      return [3, 3];
    case 'samples':
      return [3, 2];
    case 'penalty':
      return { l1: -1, l2: 0 };
  }
}
