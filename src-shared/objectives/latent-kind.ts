/**
 * What objectives ask of the latent's kind, and how it becomes what they need. Owns these checks, with their fixes; not what the
 * kinds are (layers/latent.ts).
 */
import type { GraphNode, Project } from '../graph/document.ts';
import { followMirrors } from '../graph/follow.ts';
import { inferGraph } from '../graph/infer.ts';
import type { Problem } from '../graph/problem.ts';
import { changeParams, withGraph } from '../graph/rewire.ts';
import { sizeOf } from '../layers/layer.ts';

export type LatentKind = 'plain' | 'variational' | 'quantised';

/** The only latent, or null when there are none or several. */
export function latentOf(project: Project): GraphNode | null {
  const found = project.graph.nodes.filter(({ kind }) => kind === 'latent');
  return found.length === 1 ? found[0]! : null;
}

/** How many values (of quantised latents: how many codes) one sample becomes; null while that is unknown. */
export function latentSize(project: Project): number | null {
  const { latent, nodes } = inferGraph(project);
  const shape = latent === null ? null : nodes.get(latent)!.output;
  if (!shape) return null;
  return latentOf(project)?.params['kind'] === 'quantised' ? sizeOf(shape) / shape.at(-1)! : sizeOf(shape);
}

/** The project with a latent of this kind, its other settings as they were; linked mirrors follow. As it is without a single latent. */
export function withLatentKind(project: Project, kind: LatentKind): Project {
  const latent = latentOf(project);
  if (!latent || latent.params['kind'] === kind) return project;
  return followMirrors(project, withGraph(project, changeParams(project.graph, latent.id, { kind })));
}

const problem = (latent: GraphNode, kind: LatentKind, words: Omit<Problem, 'id' | 'nodes' | 'fixes'>): Problem => ({
  id: 'latent:kind',
  ...words,
  nodes: [latent.id],
  fixes: [
    {
      id: kind,
      label: `Make “${latent.name}” ${kind}`,
      detail: `The kind of “${latent.name}” becomes ${kind}; it was ${String(latent.params['kind'])}.`,
      apply: (before) => withLatentKind(before, kind),
      nodes: [latent.id],
    },
  ],
});

/** For objectives that work with one kind only. `expected` says why: a sentence. */
export function checkLatentKind(project: Project, kind: LatentKind, expected: string): readonly Problem[] {
  const latent = latentOf(project);
  if (!latent || latent.params['kind'] === kind) return [];
  return [
    problem(latent, kind, {
      severity: 'error',
      title: `The latent is not ${kind}`,
      received: `“${latent.name}” is ${String(latent.params['kind'])}.`,
      expected,
      action: `Make “${latent.name}” ${kind}.`,
    }),
  ];
}

/**
 * For objectives that know nothing of codes: a codebook that is moved by the loss alone never learns, and one of moving averages
 * follows an encoder that nothing keeps near it. A variational latent works with them all: they take its means.
 */
export function checkCodesLearn(project: Project): readonly Problem[] {
  const latent = latentOf(project);
  if (latent?.params['kind'] !== 'quantised') return [];
  const byLoss = latent.params['codesFollow'] === 'loss';
  return [
    problem(latent, 'plain', {
      severity: 'warning',
      title: byLoss ? 'The codes do not learn' : 'The encoder is not kept near its codes',
      received: `“${latent.name}” is quantised, and this objective has no loss for its codes.`,
      expected: byLoss
        ? 'Codes that follow the loss are learned by the objective Vector-quantised alone.'
        : 'Only the objective Vector-quantised ties the encoder to the codes.',
      action: `Choose the objective Vector-quantised, or make “${latent.name}” plain.`,
    }),
  ];
}
