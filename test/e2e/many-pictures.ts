/** A project on pictures of a file of the test's own: a small autoencoder with two latent values, trained on a moment's worth. */
import { randomUUID } from 'node:crypto';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { insertAfter, setParams } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { formatProject } from '#shared/graph/parse.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { AnyParams } from '#shared/layers/fields.ts';

/** On an IDX file of 8 × 8 pictures, as text. */
export function manyPicturesProject(images: string): string {
  const steps: readonly (readonly [LayerKind, AnyParams])[] = [
    ['input', { shape: [64] }],
    ['dense', { units: 2 }],
    ['latent', {}],
    ['dense', { units: 64, activation: 'sigmoid' }],
    ['output', {}],
  ];
  let project: Project = emptyProject(randomUUID(), 'Many');
  for (const [kind, params] of steps) {
    project = insertAfter(project, project.graph.nodes.at(-1)?.id ?? null, kind);
    project = setParams(project, project.graph.nodes.at(-1)!.id, params);
  }
  return formatProject(
    tidyLayout({
      ...project,
      data: { ...project.data, source: { kind: 'idx', images }, limit: null },
      training: { ...project.training, epochs: 1, batchSize: 1024, device: 'cpu' },
    }),
  );
}
