/** Text of a project file ⇄ project. Owns reading, refusing in words, and the file's canonical form; not files themselves. */
import * as v from 'valibot';
import { findLayer } from '../layers/index.ts';
import { objectives } from '../objectives/index.ts';
import { UserError } from '../problem.ts';
import { projectSchema, type Graph, type GraphNode, type Project } from './document.ts';
import { checkIntegrity } from './integrity.ts';
import { findJsonFault } from './json-fault.ts';
import { migrate } from './migrate.ts';
import { describeSchemaIssue } from './schema-words.ts';

/** A project of 2,000 layers takes about 1 million characters. */
const LONGEST_TEXT = 20_000_000;
const LINE = 110;

/**
 * Reads a project file's text. `fileName` appears in messages.
 * Throws UserError naming file, place and reason; never returns a half-good project.
 */
export function parseProject(text: string, fileName: string): Project {
  const refuse = (place: string, received: string, expected: string): never => {
    throw new UserError({
      received: `“${fileName}”, ${place}: ${received}`,
      expected,
      action: 'Correct this place in a text editor, or open an earlier copy of the file. The file was not changed.',
    });
  };
  if (text.length > LONGEST_TEXT) {
    refuse(
      'the whole file',
      `it is ${text.length.toLocaleString('en')} characters long.`,
      `At most ${LONGEST_TEXT.toLocaleString('en')} were expected.`,
    );
  }
  const migrated = migrate(parseJson(text, refuse), fileName);
  const checked = v.safeParse(projectSchema, migrated, { abortEarly: true });
  if (!checked.success) {
    const issue = checked.issues[0];
    const place = placeOf(
      migrated,
      (issue.path ?? []).map((item) => item.key as string | number),
    );
    const { found, expected } = describeSchemaIssue(issue);
    return refuse(place, `${found}.`, expected);
  }
  const fault = checkIntegrity(checked.output);
  if (fault) refuse(fault.place, fault.received, fault.expected);
  return checked.output;
}

function parseJson(text: string, refuse: (place: string, received: string, expected: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    if (!fault) return refuse('the whole file', 'it cannot be read as JSON.', 'A JSON document was expected.');
    return refuse(
      `line ${fault.line}, column ${fault.column}`,
      `${fault.found} stands there.`,
      'Something else was expected there: the text is not well-formed JSON.',
    );
  }
}

/** "node “Conv2D 1”, params, filters": a path in the document in people's terms. */
function placeOf(content: unknown, path: readonly (string | number)[]): string {
  const words: string[] = [];
  let at: unknown = content;
  path.forEach((key, depth) => {
    at = (at as Record<string | number, unknown> | null | undefined)?.[key];
    if (depth === 2 && path[0] === 'graph' && typeof key === 'number') {
      const name = (at as { name?: unknown } | null)?.name;
      words.splice(
        0,
        2,
        path[1] === 'nodes'
          ? `node ${typeof name === 'string' ? `“${name}”` : `number ${key + 1}`}`
          : `edge number ${key + 1}`,
      );
    } else words.push(typeof key === 'number' ? `item ${key + 1}` : `“${key}”`);
  });
  return words.length > 0 ? words.join(', ') : 'the whole file';
}

/** The canonical text of a project: fixed key order, a few lines a node, whole-pixel positions, so that git diffs read well. */
export function formatProject(project: Project): string {
  // Valibot rebuilds objects in the schema's order; settings follow the order of their fields.
  const ordered = v.parse(projectSchema, project) as Project;
  const content = {
    ...ordered,
    graph: tidyGraph(ordered.graph),
    // Most projects have none; left out, they read as they always did.
    blocks:
      ordered.blocks.length === 0
        ? undefined
        : ordered.blocks.map((block) => ({ ...block, graph: tidyGraph(block.graph) })),
    objective: {
      ...ordered.objective,
      params: orderParams(ordered.objective.params, Object.keys(fieldsOfObjective(ordered.objective.kind))),
    },
    training: {
      ...ordered.training,
      optimizer: {
        ...ordered.training.optimizer,
        params: orderParams(ordered.training.optimizer.params, Object.keys(ordered.training.optimizer.params).sort()),
      },
    },
  };
  return `${print(content, '')}\n`;
}

const fieldsOfObjective = (kind: string): object =>
  Object.hasOwn(objectives, kind) ? objectives[kind as keyof typeof objectives].fields : {};

const tidyGraph = ({ nodes, edges }: Graph): Graph => ({ nodes: nodes.map(tidyNode), edges });

function tidyNode(node: GraphNode): GraphNode {
  return {
    ...node,
    params: orderParams(node.params, Object.keys(findLayer(node.kind)?.fields ?? {})),
    // + 0 turns -0, which JSON cannot say, into 0.
    position: { x: Math.round(node.position.x) + 0, y: Math.round(node.position.y) + 0 },
  };
}

function orderParams(params: GraphNode['params'], keys: readonly string[]): GraphNode['params'] {
  const known = keys.filter((key) => Object.hasOwn(params, key));
  const rest = Object.keys(params)
    .filter((key) => !keys.includes(key))
    .sort();
  return Object.fromEntries([...known, ...rest].map((key) => [key, params[key]!]));
}

/** JSON with 2 spaces in which whatever fits stands on one line; nodes are always opened. */
function print(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const flat = flatten(value);
  const opened = indent === '' || 'position' in value;
  if (!opened && indent.length + flat.length <= LINE) return flat;
  const deeper = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => deeper + print(item, deeper))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${print(item, deeper)}`);
  const [start, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return items.length === 0 ? start + end : `${start}\n${items.join(',\n')}\n${indent}${end}`;
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const items = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}: ${flatten(item)}`);
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}
