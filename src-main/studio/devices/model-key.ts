/** What makes two trainings take the same time a step: equal keys for equal work. Owns the key, no measuring. */
import { createHash } from 'node:crypto';
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';

/**
 * A short text for a project's layers with their settings and connections, objective, optimizer and batch; names, places
 * on the canvas and numbers that change no computation (learning rate, seed, epochs) are not part of it.
 */
export function modelKey(drawn: Project): string {
  const project = expandBlocks(drawn);
  const { order, used } = inferGraph(project);
  const kept = order.filter((id) => used.has(id));
  const position = new Map(kept.map((id, index) => [id, index]));
  const nodes = new Map(project.graph.nodes.map((node) => [node.id, node]));
  const layers = kept.map((id) => {
    const { kind, params } = nodes.get(id)!;
    const sources = project.graph.edges
      .filter(({ source, target }) => target === id && position.has(source))
      .map(({ source }) => position.get(source));
    return { kind, params: sorted(params), sources };
  });
  const { batchSize, optimizer, gradientClipping } = project.training;
  const work = {
    layers,
    objective: { ...project.objective, params: sorted(project.objective.params) },
    optimizer: optimizer.kind,
    clipping: gradientClipping?.by ?? null,
    batchSize,
  };
  return createHash('sha256').update(JSON.stringify(work)).digest('hex').slice(0, 32);
}

const sorted = (params: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
