/** `hourglass check FILE`: the layers as a table, and what is wrong with the project, with the fixes offered. */
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { readProjectFile } from '../place.ts';
import { exitCodes, formatParts, formatTable, printResult } from '../terminal.ts';
import { jsonOption, type AddCommand } from './command.ts';

export const addCheck: AddCommand = (program, { terminal, exit }) => {
  program
    .command('check')
    .description('show a project’s layers, and its problems with their fixes')
    .argument('<file>', 'a project file')
    .option(...jsonOption)
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const report = describeProject(await readProjectFile(file));
      printResult(terminal, json, { file, ...report }, formatReport(report));
      if (!report.ok) exit(exitCodes.problems);
    });
};

type Report = ReturnType<typeof describeProject>;

function describeProject(project: Project) {
  const { inference, problems } = checkProject(project, null);
  const names = new Map(project.graph.nodes.map(({ id, name }) => [id, name]));
  const kinds = new Map(project.graph.nodes.map(({ id, kind }) => [id, kind]));
  const unordered = project.graph.nodes.map(({ id }) => id).filter((id) => !inference.order.includes(id));
  const layers = [...inference.order, ...unordered].map((id) => {
    const { output, weights } = inference.nodes.get(id)!;
    return { name: names.get(id)!, kind: kinds.get(id)!, output, weights: weights.trainable + weights.fixed };
  });
  return {
    name: project.name,
    ok: problems.every(({ severity }) => severity !== 'error'),
    weights: inference.weights.trainable + inference.weights.fixed,
    trainableWeights: inference.weights.trainable,
    layers,
    problems: problems.map((problem) => describeProblem(problem, names)),
  };
}

/** What files say of a problem: names instead of ids, fixes without their functions. */
export function describeProblem(problem: Problem, names: ReadonlyMap<string, string>) {
  const { id, severity, title, received, expected, action } = problem;
  return {
    id,
    severity,
    title,
    received,
    expected,
    action,
    layers: problem.nodes.map((node) => names.get(node) ?? node),
    fixes: problem.fixes.map((fix) => ({ id: fix.id, label: fix.label, detail: fix.detail })),
  };
}

function formatReport({ name, layers, weights, trainableWeights, problems }: Report): string {
  const rows = layers.map((layer) => [
    layer.name,
    layer.kind,
    layer.output ? formatShape(layer.output) : '?',
    layer.weights.toLocaleString('en'),
  ]);
  const total = `${weights.toLocaleString('en')} weights, ${trainableWeights.toLocaleString('en')} of them trainable.`;
  const table = formatTable([['Layer', 'Kind', 'Output', 'Weights'], ...rows], [3]);
  return [name, '', table, '', total, '', formatProblems(problems)].join('\n');
}

export function formatProblems(problems: readonly ReturnType<typeof describeProblem>[]): string {
  if (problems.length === 0) return 'No problems.';
  return problems
    .map((problem) => {
      const mark = problem.severity === 'error' ? 'Problem' : 'Warning';
      const fixes = problem.fixes.map((fix) => `  Fix: ${fix.label}. ${fix.detail}`);
      return [`${mark}: ${problem.title}`, formatParts(problem, '  '), ...fixes].join('\n');
    })
    .join('\n\n');
}
