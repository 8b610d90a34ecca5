/** Objectives as they are offered: in families, each with what choosing it does to the network. Pure; owns no edits. */
import type { ProjectCheck } from '#shared/graph/check.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { partitionGraph } from '#shared/graph/partition.ts';
import type { Problem } from '#shared/graph/problem.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { defaultsOf, shownFields, type Fields, type ParamValue } from '#shared/layers/fields.ts';
import { findLayer } from '#shared/layers/index.ts';
import { findObjective, objectiveOf, objectives, type ObjectiveKind } from '#shared/objectives/index.ts';
import type { ObjectiveDefinition } from '#shared/objectives/objective.ts';
import { settle } from '../design/insert.ts';
import type { CommonField } from '../design/inspector/common-fields.ts';
import { formatAmount } from '../ui/format.ts';

export interface Family {
  readonly title: string;
  readonly members: readonly ObjectiveDefinition[];
}

/** In the order in which they are met. An objective belongs to the first whose members it is like, by what it says of itself. */
const families: readonly { readonly title: string; readonly has: (objective: ObjectiveDefinition) => boolean }[] = [
  { title: 'Read and write text', has: ({ forms }) => forms?.length === 1 && forms[0] === 'text' },
  {
    title: 'Give back the input',
    has: ({ ends, target, latent }) => !ends.includes('verdict') && target === 'input' && latent !== 'needed',
  },
  { title: 'Shape the latent', has: ({ ends, target }) => !ends.includes('verdict') && target === 'input' },
  { title: 'Play against a discriminator', has: ({ ends }) => ends.includes('verdict') },
  { title: 'Learn another target', has: () => true },
];

const offered = Object.values(objectives) as unknown as readonly ObjectiveDefinition[];

export function familiesOf(all: readonly ObjectiveDefinition[] = offered): readonly Family[] {
  const familyOf = (objective: ObjectiveDefinition): string => families.find(({ has }) => has(objective))!.title;
  return families
    .map(({ title }) => ({ title, members: all.filter((objective) => familyOf(objective) === title) }))
    .filter(({ members }) => members.length > 0);
}

export interface Choice {
  readonly kind: ObjectiveKind;
  readonly title: string;
  readonly summary: string;
  /** What choosing it would do to the network; null: nothing. */
  readonly adds: string | null;
}

/** The families as a project's list of choices. */
export function choicesFor(
  project: Project,
): readonly { readonly title: string; readonly choices: readonly Choice[] }[] {
  return familiesOf().map(({ title, members }) => ({
    title,
    choices: members.map((member) => {
      const kind = member.kind as ObjectiveKind;
      const adds = kind === project.objective.kind ? null : describeAdoption(project, withObjective(project, kind));
      return { kind, title: member.title, summary: member.summary, adds };
    }),
  }));
}

/** The project once an objective is chosen for it: what its network lacks is there, in free places. */
export const withObjective = (project: Project, kind: ObjectiveKind): Project =>
  settle(project, setObjective(project, kind));

/** "change the objective to denoise". */
export const nameOfChoice = (kind: ObjectiveKind): string => {
  const { title } = objectives[kind];
  // Abbreviations keep their capitals: "VAE-GAN".
  const word = /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  return `change the objective to ${word}`;
};

export const addedNodes = (before: Project, after: Project): readonly GraphNode[] => {
  const known = new Set(before.graph.nodes.map(({ id }) => id));
  return after.graph.nodes.filter(({ id }) => !known.has(id));
};

/** What choosing did to the network, in sentences; null: nothing at all. */
export function describeAdoption(before: Project, after: Project): string | null {
  const sentences = [...describeAdded(before, after), ...describeChanged(before, after)];
  return sentences.length === 0 ? null : sentences.join(' ');
}

function describeAdded(before: Project, after: Project): string[] {
  const added = addedNodes(before, after);
  if (added.length === 0) return [];
  const { parts } = partitionGraph(after.graph, inferGraph(after));
  const rivals = added.filter(({ id }) => parts.get(id) === 'discriminator');
  const others = added.filter(({ id }) => parts.get(id) !== 'discriminator');
  const what = [
    ...(rivals.length > 0 ? [`a discriminator of ${formatAmount(rivals.length, 'layer')}`] : []),
    ...(others.length > 3 ? [formatAmount(others.length, 'layer')] : others.map(({ name }) => `“${name}”`)),
  ];
  return [`Adds ${listed(what)}.`];
}

function describeChanged(before: Project, after: Project): string[] {
  const known = new Map(before.graph.nodes.map((node) => [node.id, node]));
  return after.graph.nodes.flatMap((node) => {
    const old = known.get(node.id);
    if (!old || old.params === node.params) return [];
    const fields = findLayer(node.kind)?.fields ?? {};
    return Object.entries(fields).flatMap(([key, field]) => {
      const value = node.params[key];
      if (value === undefined || JSON.stringify(value) === JSON.stringify(old.params[key])) return [];
      return [`Sets ${field.label.toLowerCase()} of “${node.name}” to ${say(value, field)}.`];
    });
  });
}

function say(value: ParamValue, field: { readonly type: string; readonly options?: unknown }): string {
  if (field.type === 'choice') {
    const options = field.options as readonly { readonly value: string; readonly label: string }[];
    return options.find((option) => option.value === value)?.label.toLowerCase() ?? String(value);
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(' × ') : String(value);
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

/** The settings that the present values leave a use for, with their values. */
export function fieldsOfObjective({ objective: { kind, params } }: Project): readonly CommonField[] {
  const fields: Fields = findObjective(kind)?.fields ?? {};
  return Object.entries(shownFields(fields, { ...defaultsOf(fields), ...params })).map(([key, field]) => ({
    key,
    field,
    value: params[key] ?? field.default,
  }));
}

/** What the objective finds, and which of the ends that it needs are missing. */
export function problemsOfObjective(project: Project, { problems, ofObjective }: ProjectCheck): readonly Problem[] {
  const needed = new Set([...(objectiveOf(project)?.ends ?? []), 'latent'].map((kind) => `${kind}s`));
  return problems.filter(({ id }) => ofObjective.has(id) || needed.has(id));
}
