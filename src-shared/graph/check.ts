/**
 * Everything that can be said of a project before it trains, in one answer: shapes, parts, ladder, problems with fixes.
 * Window, command line and studio all ask here. Owns putting it together and keeping only fixes that fix.
 */
import type { Shape } from '../layers/layer.ts';
import { checkForm } from '../objectives/forms.ts';
import { objectiveOf } from '../objectives/index.ts';
import { dataFixes, dataShapeAfter } from './fix-data.ts';
import { structureFixes } from './fix-structure.ts';
import type { Project } from './document.ts';
import { frozenProblems } from './frozen.ts';
import { inferGraph, type Inference } from './infer.ts';
import type { Rung } from './ladder.ts';
import { partitionGraph, type Partition } from './partition.ts';
import { endsOf } from './structure.ts';
import type { Fix, Problem } from './problem.ts';
import { checkSymmetry, symmetryFixes } from './symmetry.ts';

export interface ProjectCheck {
  readonly inference: Inference;
  readonly partition: Partition;
  /** Pairs of sizes on the way down and up, from the outside in. */
  readonly ladder: readonly Rung[];
  /** Errors first. */
  readonly problems: readonly Problem[];
  /** Ids of those that the objective finds. */
  readonly ofObjective: ReadonlySet<string>;
}

/** Documents are immutable, and dragging layers changes nothing that is checked: answers are kept. */
const memory = new WeakMap<Project, { readonly dataShape: string; readonly check: ProjectCheck }>();
let latest: { readonly project: Project; readonly dataShape: string; readonly check: ProjectCheck } | null = null;

/** `dataShape` is one prepared sample's; null while no data are there, and then nothing is said of it. Never throws. */
export function checkProject(project: Project, dataShape: Shape | null = null): ProjectCheck {
  const key = String(dataShape);
  const known = memory.get(project);
  if (known?.dataShape === key) return known.check;
  const check =
    latest?.dataShape === key && onlyMoved(latest.project, project) ? latest.check : checkAnew(project, dataShape);
  memory.set(project, { dataShape: key, check });
  latest = { project, dataShape: key, check };
  return check;
}

function onlyMoved(a: Project, b: Project): boolean {
  return (
    a.data === b.data &&
    a.objective === b.objective &&
    a.training === b.training &&
    a.graph.edges === b.graph.edges &&
    a.blocks === b.blocks &&
    a.graph.nodes.length === b.graph.nodes.length &&
    a.graph.nodes.every((node, at) => {
      const other = b.graph.nodes[at]!;
      return (
        node === other ||
        (node.id === other.id &&
          node.kind === other.kind &&
          node.name === other.name &&
          node.params === other.params &&
          node.mirrorOf === other.mirrorOf &&
          node.frozen === other.frozen)
      );
    })
  );
}

function checkAnew(project: Project, dataShape: Shape | null): ProjectCheck {
  const found = findProblems(project, dataShape);
  return {
    ...found,
    problems: found.problems.map(
      (problem) => new CheckedProblem(problem, () => fixesOf(problem, project, found, dataShape)),
    ),
  };
}

/** A problem whose fixes are looked for when first asked for: finding them takes many times as long as finding the problem. */
class CheckedProblem implements Problem {
  readonly id: string;
  readonly severity: Problem['severity'];
  readonly title: string;
  readonly received: string;
  readonly expected: string;
  readonly action: string;
  readonly nodes: readonly string[];
  readonly #seek: () => readonly Fix[];
  #fixes: readonly Fix[] | null = null;

  constructor(problem: Problem, seek: () => readonly Fix[]) {
    this.id = problem.id;
    this.severity = problem.severity;
    this.title = problem.title;
    this.received = problem.received;
    this.expected = problem.expected;
    this.action = problem.action;
    this.nodes = problem.nodes;
    this.#seek = seek;
  }
  get fixes(): readonly Fix[] {
    return (this.#fixes ??= this.#seek());
  }
}

function fixesOf(problem: Problem, project: Project, found: ProjectCheck, dataShape: Shape | null): readonly Fix[] {
  const errors = errorsOf(found.problems);
  const offered = [
    ...problem.fixes,
    ...(problem.id === 'symmetry' ? symmetryFixes(project, found.inference) : []),
    ...dataFixes(problem, project, found, dataShape),
    ...structureFixes(problem, project, found.inference, dataShape),
  ];
  return offered.filter((fix) => reallyFixes(fix, problem, project, dataShape, errors));
}

function findProblems(project: Project, dataShape: Shape | null): ProjectCheck {
  const inference = inferGraph(project, dataShape);
  const { problems: asymmetries, ladder } = checkSymmetry(project, inference);
  const objective = objectiveOf(project);
  // What an objective says of a network without its ends would only repeat that they are missing.
  const whole = inference.input !== null && endsOf(project).every((kind) => hasOne(project, kind));
  const unfit = checkForm(project);
  const ofObjective =
    unfit.length > 0 ? unfit : whole && objective ? objective.check(project.objective.params, project) : [];
  const problems = [...inference.problems, ...asymmetries, ...ofObjective, ...frozenProblems(project, inference)];
  return {
    inference,
    partition: partitionGraph(project.graph, inference),
    ladder,
    ofObjective: new Set(ofObjective.map(({ id }) => id)),
    problems: [
      ...problems.filter(({ severity }) => severity === 'error'),
      ...problems.filter(({ severity }) => severity === 'warning'),
    ],
  };
}

const hasOne = (project: Project, kind: string): boolean =>
  project.graph.nodes.filter((node) => node.kind === kind).length === 1;

const errorsOf = (problems: readonly Problem[]): ReadonlySet<string> =>
  new Set(problems.filter(({ severity }) => severity === 'error').map(({ id }) => id));

/**
 * Whether the problem is gone and no other error has come. While ends are missing or a circle is closed, shapes are
 * unknown: what shows afterwards was hidden before, not broken now.
 */
function reallyFixes(
  fix: Fix,
  problem: Problem,
  project: Project,
  dataShape: Shape | null,
  errors: ReadonlySet<string>,
): boolean {
  const after = fix.apply(project);
  const { problems } = findProblems(after, dataShapeAfter(project, after, dataShape));
  if (problems.some(({ id }) => id === problem.id)) return false;
  const mayUncover = /^(inputs|outputs|cycle:.*)$/.test(problem.id);
  return mayUncover || [...errorsOf(problems)].every((id) => errors.has(id));
}
