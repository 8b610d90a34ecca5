/** Tiny networks with a discriminator, for the battery over objectives: smooth, and small enough for finite differences. */
import type { Project } from '#shared/graph/document.ts';
import { addGraph } from '#shared/graph/edit.ts';
import { makeNode } from '#shared/graph/rewire.ts';
import { chain, type Layer } from '../shared/graph/chain.ts';

/** Layers one behind the other, apart from the rest of a project; and the ids they got. */
function addChain(project: Project, layers: readonly Layer[]): { readonly project: Project; readonly ids: string[] } {
  const ids: string[] = [];
  const added = layers.reduce((before, [kind, params], at) => {
    const node = makeNode(before.graph, kind, { x: 200 * at, y: 400 }, params);
    const last = ids.at(-1);
    ids.push(node.id);
    return addGraph(before, [node], last === undefined ? [] : [[last, node.id]]);
  }, project);
  return { project: added, ids };
}

/** “Real or generated”, these layers and a Verdict, between `real` and `generated`. */
export function withDiscriminator(
  project: Project,
  real: string,
  generated: string,
  layers: readonly Layer[] = [
    ['dense', { units: 5, activation: 'tanh' }],
    ['dense', { units: 1 }],
  ],
): Project {
  const { project: added, ids } = addChain(project, [['realOrGenerated'], ...layers, ['verdict']]);
  return addGraph(
    added,
    [],
    [
      [real, ids[0]!],
      [generated, ids[0]!],
    ],
  );
}

/** Noise 3 → 4 → 6 → Output, and the data 6, with a discriminator between them. */
export function ganOf(judging?: readonly Layer[]): Project {
  const data = chain([6]);
  const alone: Project = { ...data, graph: { nodes: data.graph.nodes, edges: [] } };
  const { project, ids } = addChain(alone, [
    ['noise', { shape: [3] }],
    ['dense', { units: 4, activation: 'tanh' }],
    ['dense', { units: 6, activation: 'sigmoid' }],
  ]);
  const whole = addGraph(project, [], [[ids.at(-1)!, 'output_1']]);
  return withDiscriminator(whole, 'input_1', ids.at(-1)!, judging);
}

/** The same on pictures, 4 × 4 × 2, with convolutions. */
export function pictureGanOf(judging: readonly Layer[]): Project {
  const data = chain([4, 4, 2]);
  const alone: Project = { ...data, graph: { nodes: data.graph.nodes, edges: [] } };
  const { project, ids } = addChain(alone, [
    ['noise', { shape: [3] }],
    ['dense', { units: 12, activation: 'tanh' }],
    ['reshape', { targetShape: [2, 2, 3] }],
    ['conv2dTranspose', { filters: 2, strides: [2, 2], padding: 'same', activation: 'sigmoid' }],
  ]);
  const whole = addGraph(project, [], [[ids.at(-1)!, 'output_1']]);
  return withDiscriminator(whole, 'input_1', ids.at(-1)!, judging);
}

/** An autoencoder whose decoder generates: 6 → 4 → 3 → 6. */
export const decoderAsGenerator = (): Project =>
  withDiscriminator(
    chain(
      [6],
      ['dense', { units: 4, activation: 'tanh' }],
      ['dense', { units: 3, activation: 'sigmoid' }],
      ['latent'],
      ['dense', { units: 6, activation: 'sigmoid' }],
    ),
    'input_1',
    'dense_3',
  );

/** 6 → 4 → 3 → 6, the latent compared with noise. */
export function onLatent(): Project {
  const plain = chain(
    [6],
    ['dense', { units: 4, activation: 'tanh' }],
    ['dense', { units: 3, activation: 'tanh' }],
    ['latent'],
    ['dense', { units: 6, activation: 'sigmoid' }],
  );
  const { project, ids } = addChain(plain, [['noise', { shape: [3] }]]);
  return withDiscriminator(project, ids[0]!, 'latent_1');
}

/** 6 → 4 → 3, drawn → 6, the output compared with the data. */
export const variationalWithDiscriminator = (): Project =>
  withDiscriminator(
    chain(
      [6],
      ['dense', { units: 4, activation: 'tanh' }],
      ['latent', { kind: 'variational', size: 3 }],
      ['dense', { units: 6, activation: 'sigmoid' }],
    ),
    'input_1',
    'dense_2',
  );
