/** Random valid encoders over all kinds that an encoder can hold, for property tests. */
import fc from 'fast-check';
import { emptyProject, type Graph, type Project } from '#shared/graph/document.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';

interface Step {
  readonly kind: LayerKind;
  readonly params: AnyParams;
}

const small = fc.integer({ min: 1, max: 4 });
const pair = (item: fc.Arbitrary<number>): fc.Arbitrary<number[]> => fc.tuple(item, item);
const padding = fc.constantFrom('same', 'valid');
const activation = fc.constantFrom('relu', 'linear', 'elu', 'tanh', 'sigmoid');
const edges = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3));
const units = fc.integer({ min: 1, max: 12 });

const step = (kind: LayerKind, params: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Step> =>
  fc.record(params).map((values) => ({ kind, params: values as AnyParams }));
const window = { kernelSize: pair(fc.integer({ min: 1, max: 5 })), padding, activation };
const square = small.map((n) => [n, n]);
const recurrent = {
  units,
  returnSequences: fc.boolean(),
  goBackwards: fc.boolean(),
  activation: fc.constantFrom('tanh', 'relu'),
};

/** Every kind that can stand in an encoder and has a mirror. */
export const steps: Readonly<Partial<Record<LayerKind, fc.Arbitrary<Step>>>> = {
  dense: step('dense', { units, activation }),
  flatten: step('flatten'),
  activation: step('activation', { activation }),
  dropout: step('dropout'),
  gaussianNoise: step('gaussianNoise'),
  batchNormalization: step('batchNormalization'),
  layerNormalization: step('layerNormalization'),
  groupNormalization: step('groupNormalization', { groups: fc.integer({ min: 1, max: 3 }) }),
  instanceNormalization: step('instanceNormalization'),
  unitNormalization: step('unitNormalization'),
  prelu: step('prelu', { sharedAxes: fc.constantFrom('none', 'positions', 'all') }),
  spatialDropout2d: step('spatialDropout2d'),
  spatialDropout1d: step('spatialDropout1d'),
  gaussianDropout: step('gaussianDropout'),
  alphaDropout: step('alphaDropout'),
  conv2d: fc.oneof(
    step('conv2d', { ...window, filters: units, strides: pair(small) }),
    step('conv2d', { ...window, filters: units, dilationRate: pair(small) }),
  ),
  conv2dTranspose: step('conv2dTranspose', {
    ...window,
    filters: units,
    strides: pair(fc.integer({ min: 1, max: 2 })),
    cropping: edges,
  }),
  separableConv2d: fc.oneof(
    step('separableConv2d', { ...window, filters: units, strides: square }),
    step('separableConv2d', { ...window, dilationRate: square }),
  ),
  depthwiseConv2d: step('depthwiseConv2d', {
    ...window,
    strides: square,
    depthMultiplier: fc.integer({ min: 1, max: 3 }),
  }),
  maxPooling2d: step('maxPooling2d', { poolSize: pair(small), strides: pair(small), padding }),
  averagePooling2d: step('averagePooling2d', { poolSize: pair(small), strides: pair(small), padding }),
  globalAveragePooling2d: step('globalAveragePooling2d', { keepDims: fc.boolean() }),
  upSampling2d: step('upSampling2d', { size: pair(fc.integer({ min: 1, max: 2 })) }),
  zeroPadding2d: step('zeroPadding2d', { padding: edges }),
  cropping2d: step('cropping2d', { cropping: edges }),
  conv1d: fc.oneof(
    step('conv1d', {
      kernelSize: small,
      strides: small,
      padding: fc.constantFrom('same', 'valid', 'causal'),
      activation,
      filters: units,
    }),
    step('conv1d', {
      kernelSize: small,
      dilationRate: small,
      padding: fc.constantFrom('same', 'valid', 'causal'),
      filters: units,
    }),
  ),
  conv1dTranspose: step('conv1dTranspose', {
    kernelSize: small,
    strides: small,
    padding,
    filters: units,
    cropping: pair(fc.nat(2)),
  }),
  maxPooling1d: step('maxPooling1d', { poolSize: small, strides: small, padding }),
  upSampling1d: step('upSampling1d', { size: fc.integer({ min: 1, max: 3 }) }),
  lstm: step('lstm', recurrent),
  gru: step('gru', recurrent),
  simpleRnn: step('simpleRnn', recurrent),
  bidirectional: step('bidirectional', {
    units,
    returnSequences: fc.boolean(),
    mergeMode: fc.constantFrom('concat', 'sum'),
    cell: fc.constantFrom('lstm', 'gru'),
  }),
  multiHeadAttention: step('multiHeadAttention', {
    numHeads: fc.integer({ min: 1, max: 3 }),
    keyDim: small,
    causal: fc.boolean(),
  }),
  pixelShuffle: step('pixelShuffle', { blockSize: fc.integer({ min: 2, max: 3 }) }),
  spaceToDepth: step('spaceToDepth', { blockSize: fc.integer({ min: 2, max: 3 }) }),
  repeatVector: step('repeatVector', { n: fc.integer({ min: 1, max: 6 }) }),
  masking: step('masking'),
};

/** A chain link, the same with a shortcut around it that is added or joined, or values arranged otherwise. */
type Move =
  | { readonly type: 'link' | 'add' | 'multiply' | 'concatenate'; readonly step: Step; readonly axis: number }
  | { readonly type: 'reshape'; readonly way: number };

const anyStep = fc.oneof(...Object.values(steps));
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: anyStep.map((chosen): Move => ({ type: 'link', step: chosen, axis: -1 })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('add' as const, 'multiply' as const, 'concatenate' as const),
        anyStep,
        fc.integer({ min: -3, max: 3 }),
      )
      .map(([type, chosen, axis]): Move => ({ type, step: chosen, axis })),
  },
  { weight: 1, arbitrary: fc.nat(3).map((way): Move => ({ type: 'reshape', way })) },
);

const dimension = fc.integer({ min: 1, max: 20 });
const inputShape: fc.Arbitrary<Shape> = fc.oneof(
  fc.tuple(dimension),
  fc.tuple(dimension, dimension),
  fc.tuple(dimension, dimension, fc.integer({ min: 1, max: 3 })),
);

/** Skips what does not fit, so that whatever was drawn becomes a valid encoder that ends in a Latent. */
function build(shape: Shape, moves: readonly Move[], range: 'zeroToOne' | 'minusOneToOne'): Project {
  const empty = emptyProject('random', 'Random');
  const project: Project = { ...empty, data: { ...empty.data, image: { ...empty.data.image, range } } };
  let graph: Graph = appendNode(project.graph, makeNode(project.graph, 'input', { x: 0, y: 0 }, { shape }));
  let end = graph.nodes[0]!.id;
  const shapeOf = (candidate: Graph, id: string): Shape | null =>
    inferGraph(withGraph(project, candidate)).nodes.get(id)!.output;
  const tryNode = (
    from: Graph,
    kind: LayerKind,
    params: AnyParams,
    sources: readonly string[],
  ): { graph: Graph; id: string } | null => {
    const node = makeNode(from, kind, { x: 0, y: 0 }, params);
    const candidate = sources.reduce((joined, source) => appendEdge(joined, source, node.id), appendNode(from, node));
    const given = shapeOf(candidate, node.id);
    return given && given.reduce((product, n) => product * n, 1) <= 20_000 ? { graph: candidate, id: node.id } : null;
  };
  for (const move of moves) {
    const current = shapeOf(graph, end)!;
    if (move.type === 'reshape') {
      const values = current.reduce((product, n) => product * n, 1);
      const divisor = [1, 2, 3, 4].filter((n) => values % n === 0).at(-1)!;
      const target = [
        [values],
        [divisor, values / divisor],
        [1, values / divisor, divisor],
        [values / divisor, divisor, 1],
      ][move.way]!;
      const made = tryNode(graph, 'reshape', { targetShape: target }, [end]);
      if (made) ({ graph, id: end } = made);
      continue;
    }
    const made = tryNode(graph, move.step.kind, move.step.params, [end]);
    if (!made) continue;
    if (move.type === 'link') {
      ({ graph, id: end } = made);
      continue;
    }
    // Sums whose branches differ in size are stretched, which has no mirror (tested by itself).
    if (move.type !== 'concatenate' && String(shapeOf(made.graph, made.id)) !== String(current)) continue;
    const merged = tryNode(made.graph, move.type, move.type === 'concatenate' ? { axis: move.axis } : {}, [
      end,
      made.id,
    ]);
    if (merged) ({ graph, id: end } = merged);
  }
  const latent = makeNode(graph, 'latent', { x: 0, y: 0 });
  graph = appendEdge(appendNode(graph, latent), end, latent.id);
  return withGraph(project, graph);
}

/** Projects that hold an Input, up to a dozen layers with branches, and a Latent. */
export const anyEncoder: fc.Arbitrary<Project> = fc
  .tuple(
    inputShape,
    fc.array(anyMove, { minLength: 1, maxLength: 12 }),
    fc.constantFrom('zeroToOne' as const, 'minusOneToOne' as const),
  )
  .map(([shape, moves, range]) => build(shape, moves, range));
