/** Networks for tests: layers one behind the other between an Input and an Output. */
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { addGraph } from '#shared/graph/edit.ts';
import { makeNode } from '#shared/graph/rewire.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';

export type Layer = readonly [LayerKind, AnyParams?];

/** The project of a chain; the n-th layer's id is its kind and number, as everywhere ("dense_2"). */
export function chain(shape: Shape, ...layers: readonly Layer[]): Project {
  const all: Layer[] = [['input', { shape }], ...layers, ['output']];
  return all.reduce(
    (project, [kind, params], at) => {
      const node = makeNode(project.graph, kind, { x: 200 * at, y: 0 }, params);
      const last = project.graph.nodes.at(-1);
      return addGraph(project, [node], last ? [[last.id, node.id]] : []);
    },
    emptyProject('chain', 'Chain'),
  );
}

export const conv = (filters: number, more: AnyParams = {}): Layer => [
  'conv2d',
  { filters, strides: [2, 2], padding: 'same', activation: 'relu', ...more },
];
export const transpose = (filters: number, more: AnyParams = {}): Layer => [
  'conv2dTranspose',
  { filters, strides: [2, 2], padding: 'same', activation: 'relu', ...more },
];
export const dense = (units: number, activation = 'relu'): Layer => ['dense', { units, activation }];
export const latent: Layer = ['latent'];
