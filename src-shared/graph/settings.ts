/** Edits of a project outside its graph: name, data, objective, training. Owns no graph edits (edit.ts does). */
import { checkField, defaultsOf, type AnyParams, type Fields } from '../layers/fields.ts';
import { findObjective, objectives, type ObjectiveKind } from '../objectives/index.ts';
import { UserError } from '../problem.ts';
import * as v from 'valibot';
import {
  projectSchema,
  type DataBinding,
  type ImagePreprocessing,
  type Project,
  type TrainingSettings,
} from './document.ts';

function accept<T>(label: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const checked = v.safeParse(schema, value, { abortEarly: true });
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  const key = issue.path?.map((item) => String(item.key)).join(', ') ?? '';
  throw new UserError({
    received: `${key === '' ? label : `${label}, ${key}`}: received ${issue.received}.`,
    expected: `${issue.expected ?? issue.message} was expected.`,
    action: 'Enter another value.',
  });
}

export function renameProject(project: Project, name: string): Project {
  const trimmed = name.trim();
  return trimmed === project.name
    ? project
    : { ...project, name: accept('The project’s name', projectSchema.entries.name, trimmed) };
}

export function setData(project: Project, change: Partial<DataBinding>): Project {
  return { ...project, data: accept('Data', projectSchema.entries.data, { ...project.data, ...change }) };
}

/** How images are prepared: size, colour, fit, range. */
export function setImage(project: Project, change: Partial<ImagePreprocessing>): Project {
  return setData(project, { image: { ...project.data.image, ...change } });
}

export function setTraining(project: Project, change: Partial<TrainingSettings>): Project {
  return {
    ...project,
    training: accept('Training', projectSchema.entries.training, { ...project.training, ...change }),
  };
}

/**
 * Changes the objective's settings, or its kind: then settings that both have stay as far as they fit, others take their
 * defaults, and the graph gets what the new kind needs.
 */
export function setObjective(project: Project, kind: ObjectiveKind, change: AnyParams = {}): Project {
  const fields: Fields = objectives[kind].fields;
  const isNew = project.objective.kind !== kind;
  const before = isNew ? takeOver(project.objective.params, fields) : project.objective.params;
  for (const [key, value] of Object.entries(change)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const fault = field ? checkField(field, value) : `There is no setting “${key}”.`;
    if (fault)
      throw new UserError({
        received: fault,
        expected: 'A value within the limits was expected.',
        action: 'Enter another value.',
      });
  }
  const after: Project = { ...project, objective: { kind, params: { ...before, ...change } } };
  return isNew ? (findObjective(kind)?.adopt?.(after) ?? after) : after;
}

function takeOver(known: AnyParams, fields: Fields): AnyParams {
  const kept = Object.entries(known).filter(
    ([key, value]) => Object.hasOwn(fields, key) && checkField(fields[key]!, value) === null,
  );
  return { ...(defaultsOf(fields) as AnyParams), ...Object.fromEntries(kept) };
}
