/** What a project document must be beyond its schema to be a project at all. Owns no shapes and no meaning (infer.ts does). */
import { checkField, type AnyParams, type Fields } from '../layers/fields.ts';
import { findLayer, layerKinds } from '../layers/index.ts';
import { objectives } from '../objectives/index.ts';
import { checkOptimizerParams } from '../optimizers.ts';
import { blockFault, blockIdOf, findBlock, isBlock, isRecursive } from './blocks.ts';
import type { Graph, Project } from './document.ts';

export interface IntegrityFault {
  /** "node “Conv2D 1”, filters". */
  readonly place: string;
  readonly received: string;
  readonly expected: string;
}

/** The first fault, or null. */
export function checkIntegrity(project: Project): IntegrityFault | null {
  return checkGraph(project.graph, project, '') ?? checkBlocks(project) ?? checkSettings(project);
}

function checkBlocks(project: Project): IntegrityFault | null {
  const { blocks } = project;
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const { id, name, graph } of blocks) {
    const place = `block “${name}”`;
    if (ids.has(id) || names.has(name)) {
      const [same, value] = ids.has(id) ? ['id', id] : ['name', name];
      return {
        place,
        received: `another block has the same ${same}, “${value}”.`,
        expected: `Every block needs ${same === 'id' ? 'an id' : 'a name'} of its own.`,
      };
    }
    ids.add(id);
    names.add(name);
    const fault = blockFault(graph) ?? checkGraph(graph, project, `${place}, `);
    if (fault) return { place, ...fault };
    if (isRecursive(blocks, id))
      return { place, received: 'it is made of itself.', expected: 'A block may be made of other blocks only.' };
  }
  return null;
}

/** `within` goes before the place: "block “Residual block”, ". */
function checkGraph({ nodes, edges }: Graph, project: Project, within: string): IntegrityFault | null {
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const node of nodes) {
    const place = `${within}node “${node.name}”`;
    if (ids.has(node.id))
      return {
        place,
        received: `its id “${node.id}” is another node's, too.`,
        expected: 'Every node needs an id of its own.',
      };
    if (names.has(node.name))
      return { place, received: 'another node has the same name.', expected: 'Every node needs a name of its own.' };
    ids.add(node.id);
    names.add(node.name);
    const fields = findLayer(node.kind)?.fields;
    if (!fields) {
      return {
        place,
        received: `there is no layer kind “${node.kind}”.`,
        expected: `One of these was expected: ${layerKinds.join(', ')}.`,
      };
    }
    const fault = checkParams(place, node.params, fields);
    if (fault) return fault;
    if (isBlock(node) && !findBlock(project.blocks, blockIdOf(node)))
      return {
        place,
        received: `there is no block “${blockIdOf(node)}”.`,
        expected: 'The id of one of the project’s blocks was expected.',
      };
  }
  for (const node of nodes) {
    if (node.mirrorOf !== undefined && (!ids.has(node.mirrorOf) || node.mirrorOf === node.id)) {
      return {
        place: `${within}node “${node.name}”`,
        received: `it mirrors “${node.mirrorOf}”.`,
        expected: 'The id of another node was expected.',
      };
    }
  }
  const edgeIds = new Set<string>();
  for (const edge of edges) {
    const place = `${within}edge “${edge.id}”`;
    if (edgeIds.has(edge.id))
      return { place, received: 'another edge has the same id.', expected: 'Every edge needs an id of its own.' };
    edgeIds.add(edge.id);
    for (const end of [edge.source, edge.target]) {
      if (!ids.has(end))
        return {
          place,
          received: `it touches “${end}”, which is no node.`,
          expected: 'The id of a node was expected.',
        };
    }
  }
  return null;
}

function checkSettings(project: Project): IntegrityFault | null {
  if (!Object.hasOwn(objectives, project.objective.kind)) {
    return {
      place: 'objective',
      received: `there is no objective “${project.objective.kind}”.`,
      expected: `One of these was expected: ${Object.keys(objectives).join(', ')}.`,
    };
  }
  const [wrong] = checkOptimizerParams(project.training.optimizer.kind, project.training.optimizer.params);
  if (wrong !== undefined)
    return {
      place: 'optimizer',
      received: wrong,
      expected: 'Settings of this optimizer, within their limits, were expected.',
    };
  return checkParams(
    'objective',
    project.objective.params,
    objectives[project.objective.kind as keyof typeof objectives].fields,
  );
}

function checkParams(place: string, params: AnyParams, fields: Fields): IntegrityFault | null {
  for (const key of Object.keys(params)) {
    if (!Object.hasOwn(fields, key)) {
      return {
        place: `${place}, ${key}`,
        received: 'there is no such setting.',
        expected: `Its settings are: ${Object.keys(fields).join(', ') || 'none'}.`,
      };
    }
  }
  for (const [key, field] of Object.entries(fields)) {
    if (!Object.hasOwn(params, key))
      return {
        place: `${place}, ${key}`,
        received: 'this setting is missing.',
        expected: 'Every setting must be there.',
      };
    const fault = checkField(field, params[key]);
    if (fault)
      return { place: `${place}, ${key}`, received: fault, expected: 'A value within the limits was expected.' };
  }
  return null;
}
