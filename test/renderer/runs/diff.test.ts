import { describe, expect, it } from 'vitest';
import { emptyProject, type GraphNode, type Project } from '#shared/graph/document.ts';
import { compareProjects } from '../../../src-renderer/runs/diff.ts';

const node = (id: string, kind: string, name: string, params: GraphNode['params'] = {}): GraphNode => ({
  id,
  kind,
  name,
  params,
  position: { x: 0, y: 0 },
});
const base: Project = {
  ...emptyProject('p', 'P'),
  graph: {
    nodes: [
      node('a', 'input', 'Input', { shape: [28, 28, 1] }),
      node('b', 'dense', 'Dense 64', { units: 64, activation: 'relu', useBias: true }),
    ],
    edges: [{ id: 'e', source: 'a', target: 'b' }],
  },
};
const lines = (now: Project): readonly string[] =>
  compareProjects(base, now).map(({ group, what, then, now: after }) => `${group} | ${what} | ${then} | ${after}`);

describe('what differs between two designs', () => {
  it('is nothing for the same design, wherever its nodes stand', () => {
    expect(lines(base)).toEqual([]);
    expect(
      lines({
        ...base,
        graph: { ...base.graph, nodes: base.graph.nodes.map((one) => ({ ...one, position: { x: 9, y: 9 } })) },
      }),
    ).toEqual([]);
  });

  it('names changed, added and missing layers', () => {
    const [input, dense] = base.graph.nodes as [GraphNode, GraphNode];
    expect(
      lines({
        ...base,
        graph: { ...base.graph, nodes: [input, { ...dense, params: { ...dense.params, units: 32, useBias: false } }] },
      }),
    ).toEqual(['Layers | “Dense 64”: Units | 64 | 32', 'Layers | “Dense 64”: Use bias | yes | no']);
    expect(lines({ ...base, graph: { nodes: [input, node('c', 'flatten', 'Flatten')], edges: [] } })).toEqual([
      'Layers | “Dense 64” | Dense | –',
      'Layers | “Flatten” | – | Flatten',
    ]);
    expect(lines({ ...base, graph: { ...base.graph, edges: [] } })).toEqual([
      'Layers | Connections | 1, as they were | 0, changed',
    ]);
  });

  it('says settings as people read them', () => {
    expect(
      lines({
        ...base,
        data: {
          ...base.data,
          source: { kind: 'imageFolder', path: '/emoji' },
          image: { ...base.data.image, width: 64, height: 64 },
        },
        objective: { kind: 'reconstruct', params: { ...base.objective.params, loss: 'binaryCrossentropy' } },
        training: {
          ...base.training,
          learningRate: 0.0005,
          schedule: { kind: 'cosine', final: 0, warmup: 2 },
          earlyStopping: { patience: 5, minDelta: 0 },
          gradientClipping: { by: 'globalNorm', limit: 1 },
          validationFraction: 0.2,
        },
      }),
    ).toEqual([
      'Data | Source | Built-in handwritten digits | Folder /emoji',
      'Data | Size | their own | 64 × 64',
      'Objective | Loss | Mean squared error | Binary cross-entropy',
      'Training | Validation | 10% | 20%',
      'Training | Learning rate | 0.001 | 0.0005',
      'Training | Schedule | constant | cosine after 2 epochs of warm-up',
      'Training | Early stopping | never | after 5 epochs without progress',
      'Training | Gradient clipping | none | all together to 1',
    ]);
  });

  it('compares an optimizer’s own settings only with its own kind', () => {
    const withOptimizer = (optimizer: Project['training']['optimizer']): Project => ({
      ...base,
      training: { ...base.training, optimizer },
    });
    expect(lines(withOptimizer({ kind: 'sgd', params: { x: 1 } }))).toEqual(['Training | Optimizer | Adam | SGD']);
    expect(lines(withOptimizer({ kind: 'adam', params: { beta1: 0.8 } }))).toEqual(['Training | Beta 1 | – | 0.8']);
  });
});
