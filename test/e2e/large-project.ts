/** A project of 200 connected layers, tidily laid out: a deep convolutional autoencoder. */
import { randomUUID } from 'node:crypto';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { insertAfter, setParams } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { formatProject } from '#shared/graph/parse.ts';
import type { LayerKind } from '#shared/layers/index.ts';

const half = 98;

export function largeProject(): string {
  const kinds: LayerKind[] = [
    'input',
    ...Array.from({ length: half }, () => 'conv2d' as const),
    'latent',
    ...Array.from({ length: half + 1 }, () => 'conv2dTranspose' as const),
    'output',
  ];
  let project: Project = emptyProject(randomUUID(), 'Two hundred layers');
  kinds.forEach((kind, at) => {
    project = insertAfter(project, project.graph.nodes.at(-1)?.id ?? null, kind);
    const { id } = project.graph.nodes.at(-1)!;
    const filters = at === kinds.length - 2 ? 1 : 4;
    if (kind === 'conv2d' || kind === 'conv2dTranspose') project = setParams(project, id, { filters, padding: 'same' });
  });
  if (project.graph.nodes.length !== 200) throw new Error(`${project.graph.nodes.length} layers were made.`);
  return formatProject(tidyLayout(project));
}
