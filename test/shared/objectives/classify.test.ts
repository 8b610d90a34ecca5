import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { dropNodes, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { chain, conv, dense, latent, transpose, type Layer } from '../graph/chain.ts';

const classifier = (...layers: readonly Layer[]): Project => setObjective(chain([28, 28, 1], ...layers), 'classify');
/** What was added, and behind what. */
const headOf = (project: Project): string[] => {
  const { nodes, edges } = project.graph;
  const before = (id: string): string | undefined => edges.find(({ target }) => target === id)?.source;
  const head: string[] = [];
  for (let at = nodes.find(({ kind }) => kind === 'classes')?.id; at !== undefined; at = before(at)) head.unshift(at);
  return head.slice(1);
};
const problems = (project: Project): unknown[] =>
  checkProject(project).problems.map(({ id, severity, fixes }) => [id, severity, fixes.map(({ label }) => label)]);

describe('a head for ten classes is added', () => {
  it('behind the latent', () => {
    const project = classifier(['flatten'], dense(32), latent, dense(784, 'sigmoid'));
    expect(headOf(project)).toEqual(['flatten_1', 'dense_1', 'latent_1', 'dense_3', 'classes_1']);
    expect(project.graph.nodes.find(({ id }) => id === 'dense_3')!.params).toMatchObject({
      units: 10,
      activation: 'softmax',
    });
    expect(problems(project)).toEqual([]);
  });
  it('with Flatten behind a latent of several dimensions', () => {
    const project = classifier(conv(4), latent, transpose(1));
    expect(headOf(project)).toEqual(['conv2d_1', 'latent_1', 'flatten_1', 'dense_1', 'classes_1']);
    expect(problems(project)).toEqual([]);
  });
  it('where the network is narrowest without a latent', () => {
    const project = classifier(['flatten'], dense(64), dense(16), dense(784, 'sigmoid'));
    expect(headOf(project)).toEqual(['flatten_1', 'dense_1', 'dense_2', 'dense_4', 'classes_1']);
  });
  it('behind the last layer without an output, or behind the input alone', () => {
    const whole = chain([28, 28, 1], conv(4), ['globalAveragePooling2d']);
    const open = withGraph(whole, dropNodes(whole.graph, new Set(['output_1']), false));
    expect(headOf(setObjective(open, 'classify'))).toEqual([
      'conv2d_1',
      'globalAveragePooling2d_1',
      'dense_1',
      'classes_1',
    ]);
    const bare = withGraph(whole, { nodes: whole.graph.nodes.slice(0, 1), edges: [] });
    expect(headOf(setObjective(bare, 'classify'))).toEqual(['flatten_1', 'dense_1', 'classes_1']);
  });
  it('only once, and not to an empty canvas', () => {
    const project = classifier(['flatten'], dense(32), latent, dense(784, 'sigmoid'));
    const back = setObjective(project, 'reconstruct');
    expect(back.graph).toBe(project.graph);
    expect(setObjective(back, 'classify').graph).toBe(project.graph);
    const empty = withGraph(project, { nodes: [], edges: [] });
    expect(setObjective(setObjective(empty, 'reconstruct'), 'classify').graph.nodes).toEqual([]);
  });
  it('in places of its own, next to each other', () => {
    const { nodes } = classifier(['flatten'], dense(32), latent, dense(784, 'sigmoid')).graph;
    const places = new Set(nodes.map(({ position }) => `${position.x}, ${position.y}`));
    expect(places.size).toBe(nodes.length);
  });
});

describe('the last activation of the classes', () => {
  const endingIn = (activation: string): Project => {
    const project = classifier(['flatten'], dense(32), latent, dense(784, 'sigmoid'));
    const nodes = project.graph.nodes.map((node) =>
      node.id === 'dense_3' ? { ...node, params: { ...node.params, activation } } : node,
    );
    return { ...project, graph: { ...project.graph, nodes } };
  };
  it('is softmax or none', () => {
    expect(problems(endingIn('softmax'))).toEqual([]);
    expect(problems(endingIn('linear'))).toEqual([]);
  });
  it.each(['sigmoid', 'relu'])('is better not %s', (activation) => {
    expect(problems(endingIn(activation))).toEqual([['classify:curve', 'warning', ['Use softmax in “Dense 10”']]]);
  });
});
