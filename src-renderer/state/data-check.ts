/**
 * What prepared data say against a network beyond their own size: the second pictures of pairs. Owns adding that to a check;
 * what is wrong with them stands in src-shared/objectives/pair-shape.ts.
 */
import type { ProjectCheck } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import type { Problem } from '#shared/graph/problem.ts';
import type { Shape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { pairShapeProblem } from '#shared/objectives/pair-shape.ts';

/** Of one second picture, [height, width, channels]. Null: the data are no pairs, or not prepared. */
export type TargetShape = Shape | null;

/** The same check where the data fit, or where nothing is known of them. Errors stay before warnings. */
export function withDataProblems(check: ProjectCheck, project: Project, target: TargetShape): ProjectCheck {
  const problem = pairProblem(check, project, target);
  return problem === null ? check : { ...check, problems: [problem, ...check.problems] };
}

/** Problems that are put right under Data as well as in the network. */
export const isOfData = ({ id }: Pick<Problem, 'id'>): boolean => id === 'data' || id.startsWith('pairs:');

function pairProblem({ inference }: ProjectCheck, project: Project, target: TargetShape): Problem | null {
  if (!target || objectiveOf(project)?.target !== 'pair') return null;
  const output = inference.output === null ? null : inference.nodes.get(inference.output)?.output;
  return output ? pairShapeProblem(project, output, target) : null;
}
