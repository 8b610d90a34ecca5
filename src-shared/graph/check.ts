/**
 * Everything that can be said of a project before it trains, in one answer: shapes, parts, ladder, problems with fixes.
 * Window, command line and studio all ask here. Owns putting it together and keeping only fixes that fix.
 */
import type { Shape } from '../layers/layer.ts';
import { objectiveOf } from '../objectives/index.ts';
import { dataFixes, dataShapeAfter } from './fix-data.ts';
import { structureFixes } from './fix-structure.ts';
import type { Project } from './document.ts';
import { inferGraph, type Inference } from './infer.ts';
import type { Rung } from './ladder.ts';
import { partitionGraph, type Partition } from './partition.ts';
import type { Fix, Problem } from './problem.ts';
import { checkSymmetry } from './symmetry.ts';

export interface ProjectCheck {
  readonly inference: Inference;
  readonly partition: Partition;
  /** Pairs of sizes on the way down and up, from the outside in. */
  readonly ladder: readonly Rung[];
  /** Errors first. */
  readonly problems: readonly Problem[];
}

/** Drags and previews ask again and again for the same document. */
const memory = new WeakMap<Project, { readonly dataShape: string; readonly check: ProjectCheck }>();

/** `dataShape` is one prepared sample's; null while no data are there, and then nothing is said of it. Never throws. */
export function checkProject(project: Project, dataShape: Shape | null = null): ProjectCheck {
  const key = String(dataShape);
  const known = memory.get(project);
  if (known?.dataShape === key) return known.check;
  const found = findProblems(project, dataShape, { seek: true });
  const errors = errorsOf(found.problems);
  const problems = found.problems.map((problem) => {
    const offered = [...problem.fixes, ...dataFixes(problem, project, found, dataShape), ...structureFixes(problem, project, found.inference, dataShape)];
    return { ...problem, fixes: offered.filter((fix) => reallyFixes(fix, problem, project, dataShape, errors)) };
  });
  const check = { ...found, problems };
  memory.set(project, { dataShape: key, check });
  return check;
}

function findProblems(project: Project, dataShape: Shape | null, { seek }: { readonly seek: boolean }): ProjectCheck {
  const inference = inferGraph(project, dataShape);
  const { problems: asymmetries, ladder } = checkSymmetry(project, inference, { seek });
  const objective = objectiveOf(project);
  // What an objective says of a network without both ends would only repeat that they are missing.
  const whole = inference.input !== null && inference.output !== null;
  const ofObjective = whole && objective ? objective.check(project.objective.params, project) : [];
  const problems = [...inference.problems, ...asymmetries, ...ofObjective];
  return {
    inference,
    partition: partitionGraph(project.graph, inference),
    ladder,
    problems: [...problems.filter(({ severity }) => severity === 'error'), ...problems.filter(({ severity }) => severity === 'warning')],
  };
}

const errorsOf = (problems: readonly Problem[]): ReadonlySet<string> =>
  new Set(problems.filter(({ severity }) => severity === 'error').map(({ id }) => id));

/**
 * Whether the problem is gone and no other error has come. Ends may be added to a network that is still being built:
 * what then shows was hidden before, not broken now.
 */
function reallyFixes(fix: Fix, problem: Problem, project: Project, dataShape: Shape | null, errors: ReadonlySet<string>): boolean {
  const after = fix.apply(project);
  const { problems } = findProblems(after, dataShapeAfter(project, after, dataShape), { seek: false });
  if (problems.some(({ id }) => id === problem.id)) return false;
  const mayUncover = problem.id === 'inputs' || problem.id === 'outputs';
  return mayUncover || [...errorsOf(problems)].every((id) => errors.has(id));
}
