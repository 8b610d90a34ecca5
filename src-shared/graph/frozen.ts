/** Layers whose weights stay as they are: what is wrong when none is left to train. Owns no edit (edit.ts does). */
import type { Project } from './document.ts';
import { freezeNodes } from './edit.ts';
import type { Inference } from './infer.ts';
import type { Problem } from './problem.ts';

/** Empty while something is trained, or nothing could be. */
export function frozenProblems(project: Project, { nodes, used }: Inference): readonly Problem[] {
  const weighty = project.graph.nodes.filter(({ id }) => used.has(id) && (nodes.get(id)?.weights.trainable ?? 0) > 0);
  if (weighty.length === 0 || weighty.some(({ frozen }) => !frozen)) return [];
  const ids = weighty.map(({ id }) => id);
  return [
    {
      id: 'frozen',
      severity: 'error',
      title: 'Nothing is left to train',
      received: `All ${ids.length === 1 ? 'its layers' : `${ids.length} layers`} with weights are frozen.`,
      expected: 'At least one layer that is trained was expected.',
      action: 'Let a layer be trained again.',
      nodes: [ids.at(-1)!],
      fixes: [
        {
          id: 'thaw',
          label: 'Train all layers',
          detail: 'No layer is frozen any more.',
          apply: (present) => freezeNodes(present, ids, false),
          nodes: ids,
        },
      ],
    },
  ];
}
