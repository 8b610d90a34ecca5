/** Brings the content of older project files up to today's version, one step a version. Owns no other checks. */
import { UserError } from '../problem.ts';
import type { Fields } from '../layers/fields.ts';
import { findLayer } from '../layers/index.ts';
import { findObjective } from '../objectives/index.ts';
import { defaultSequence, defaultTable, defaultText } from './data-forms.ts';
import { FORMAT, noAugmentation, VERSION, wholeSplit } from './document.ts';

type Content = Readonly<Record<string, unknown>>;

/** `migrations[n]` turns version n + 1 into version n + 2; it may trust nothing but `format` and `version`. */
const migrations: readonly ((content: Content) => Content)[] = [toVersion2, toVersion3];

/** Version 2: augmentation, samples for a test, and more settings of some layers and objectives. */
function toVersion2(content: Content): Content {
  const { data, graph, objective } = content as {
    data: unknown;
    graph: { nodes?: unknown } | null;
    objective: unknown;
  };
  const nodes = Array.isArray(graph?.nodes) ? graph.nodes : null;
  return {
    ...content,
    version: 2,
    ...(isContent(data) ? { data: { ...data, augmentation: noAugmentation, split: wholeSplit } } : {}),
    ...(nodes ? { graph: { ...graph, nodes: nodes.map((node) => withSettings(node, findLayer, 2)) } } : {}),
    objective: withSettings(objective, findObjective, 2),
  };
}

/** Version 3: tables, sequences and text besides pictures, and more settings of some layers and objectives. */
function toVersion3(content: Content): Content {
  const { data, graph, objective } = content as {
    data: unknown;
    graph: { nodes?: unknown } | null;
    objective: unknown;
  };
  const nodes = Array.isArray(graph?.nodes) ? graph.nodes : null;
  const forms = { table: defaultTable, sequence: defaultSequence, text: defaultText };
  return {
    ...content,
    version: 3,
    ...(isContent(data) ? { data: { ...forms, ...data } } : {}),
    ...(nodes ? { graph: { ...graph, nodes: nodes.map((node) => withSettings(node, findLayer, 3)) } } : {}),
    objective: withSettings(objective, findObjective, 3),
  };
}

const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Something of a kind with settings, with the defaults of those that came in this version. */
function withSettings(
  content: unknown,
  find: (kind: string) => { readonly fields: Fields } | null | undefined,
  version: number,
): unknown {
  if (!isContent(content) || typeof content['kind'] !== 'string' || !isContent(content['params'])) return content;
  const added = Object.entries(find(content['kind'])?.fields ?? {}).filter(([, { since }]) => since === version);
  return {
    ...content,
    params: { ...Object.fromEntries(added.map(([key, field]) => [key, field.default])), ...content['params'] },
  };
}

/** The content of a project file at today's version, not yet checked otherwise. `file` is its name, for messages. */
export function migrate(content: unknown, file: string): unknown {
  if (typeof content !== 'object' || content === null || (content as Content).format !== FORMAT) {
    throw new UserError({
      received: `“${file}” is not a Hourglass project: it lacks the line "format": "${FORMAT}".`,
      expected: 'A project file saved by Hourglass was expected.',
      action: 'Choose a file that ends in .hourglass. Data sets are opened under Data.',
    });
  }
  const { version } = content as Content;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new UserError({
      received: `“${file}” says its version is ${JSON.stringify(version) ?? 'missing'}.`,
      expected: `A whole number from 1 to ${VERSION} was expected.`,
      action: 'Correct "version" in a text editor, or use an earlier copy of the file.',
    });
  }
  if (version > VERSION) {
    throw new UserError({
      received: `“${file}” was saved by a newer Hourglass (file version ${version}).`,
      expected: `This one reads versions up to ${VERSION}.`,
      action: 'Update Hourglass to open it. The file was not changed.',
    });
  }
  return migrations.slice(version - 1).reduce((older, step) => step(older), content as Content);
}
