/** Small projects for tests of the Design view. */
import { emptyProject, type Project } from '../../../src-shared/graph/document.ts';
import { addNode, connectNodes } from '../../../src-shared/graph/edit.ts';
import { tidyLayout } from '../../../src-shared/graph/layout.ts';
import type { AnyParams } from '../../../src-shared/layers/fields.ts';
import type { LayerKind } from '../../../src-shared/layers/index.ts';

/** Layers one behind the other, in tidy positions. */
export function chain(...kinds: readonly (LayerKind | readonly [LayerKind, AnyParams])[]): Project {
  let project = emptyProject('chain', 'Chain');
  let before: string | null = null;
  for (const item of kinds) {
    const [kind, params] = typeof item === 'string' ? [item, {}] : item;
    project = addNode(project, kind, { x: 0, y: 0 }, params);
    const { id } = project.graph.nodes.at(-1)!;
    if (before !== null) project = connectNodes(project, before, id);
    before = id;
  }
  return tidyLayout(project);
}

export const small = (): Project =>
  chain(
    'input',
    'flatten',
    ['dense', { units: 16 }],
    'latent',
    ['dense', { units: 784 }],
    ['reshape', { targetShape: [28, 28, 1] }],
    'output',
  );

/** 28 → 14 → 7 → 4 → 8 → 16 → 32: does not give back what came in. */
export const broken = (): Project => {
  const half = { strides: [2, 2], padding: 'same' };
  return chain(
    'input',
    ...([32, 64, 64].map((filters) => ['conv2d', { ...half, filters }]) as [LayerKind, AnyParams][]),
    'latent',
    ...([64, 32, 1].map((filters) => ['conv2dTranspose', { ...half, filters }]) as [LayerKind, AnyParams][]),
    'output',
  );
};
