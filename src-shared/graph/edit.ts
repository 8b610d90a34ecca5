/**
 * Every edit of a project's graph that a person can make, as a pure function project → project. New nodes stand last.
 * An edit that makes no sense throws UserError and changes nothing. Linked mirrors follow here and nowhere else.
 */
import { checkField, type AnyParams } from '../layers/fields.ts';
import { findLayer, isSink, isSource, layers, type LayerKind } from '../layers/index.ts';
import { UserError } from '../problem.ts';
import type { Graph, GraphNode, Project } from './document.ts';
import { followExamples } from './example-blocks.ts';
import { followMirrors } from './follow.ts';
import { COLUMN, ROW } from './measures.ts';
import { unlink } from './mirror.ts';
import { freshId } from './names.ts';
import { descendantsOf, indexGraph, longestPath } from './order.ts';
import {
  appendEdge,
  appendNode,
  changeNode,
  changeParams,
  dropNodes,
  insertBehind,
  insertIntoEdge,
  makeNode,
  withGraph,
} from './rewire.ts';

type Position = GraphNode['position'];

const finish = (project: Project, graph: Graph): Project =>
  followMirrors(project, followExamples(withGraph(project, graph)));

function nodeOf(project: Project, id: string): GraphNode {
  const node = indexGraph(project.graph).nodes.get(id);
  if (!node) {
    throw new UserError({
      received: `There is no layer “${id}”.`,
      expected: 'A layer on the canvas was expected.',
      action: 'Select a layer and try again.',
    });
  }
  return node;
}
const inputsOf = (node: GraphNode): { readonly min: number; readonly max: number } =>
  layers[node.kind as LayerKind].inputs;

/** A new, unconnected layer with its defaults. */
export function addNode(project: Project, kind: LayerKind, position: Position, params: AnyParams = {}): Project {
  return finish(project, appendNode(project.graph, makeNode(project.graph, kind, position, params)));
}

/** A new layer in the middle of a connection. */
export function insertOnEdge(project: Project, edgeId: string, kind: LayerKind): Project {
  const edge = project.graph.edges.find((candidate) => candidate.id === edgeId);
  if (!edge) {
    throw new UserError({
      received: 'This connection is gone.',
      expected: 'A connection between two layers was expected.',
      action: 'Select a connection and try again.',
    });
  }
  if (isSource(kind) || isSink(kind)) {
    throw new UserError({
      received: `“${layers[kind].title}” cannot stand between two layers.`,
      expected: 'A layer that takes something in and gives something out was expected.',
      action: 'Put it on the empty canvas instead.',
    });
  }
  const from = nodeOf(project, edge.source).position;
  const to = nodeOf(project, edge.target).position;
  const middle = { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) };
  return finish(project, insertIntoEdge(project.graph, edge, makeNode(project.graph, kind, middle)));
}

/** A new layer behind `nodeId`, taking over what followed it (before it, for Output). Without a node: unconnected. */
export function insertAfter(project: Project, nodeId: string | null, kind: LayerKind): Project {
  const { graph } = project;
  if (nodeId === null)
    return addNode(project, kind, {
      x: 0,
      y: graph.nodes.length === 0 ? 0 : Math.max(...graph.nodes.map((node) => node.position.y)) + ROW,
    });
  const node = nodeOf(project, nodeId);
  const index = indexGraph(graph);
  const position = { x: node.position.x + COLUMN, y: node.position.y };
  if (isSource(kind)) return addNode(project, kind, { ...position, y: position.y + ROW });
  if (isSink(node.kind)) {
    const edge = index.incoming.get(nodeId)![0];
    if (edge) return insertOnEdge(project, edge.id, kind);
    const added = makeNode(graph, kind, { x: node.position.x - COLUMN, y: node.position.y });
    return finish(
      project,
      isSink(kind) ? appendNode(graph, added) : appendEdge(appendNode(graph, added), added.id, nodeId),
    );
  }
  const following = index.outgoing.get(nodeId)!;
  if (isSink(kind))
    return finish(
      project,
      appendEdge(appendNode(graph, makeNode(graph, kind, position)), nodeId, makeNode(graph, kind, position).id),
    );
  if (following.length === 1) return insertOnEdge(project, following[0]!.id, kind);
  return finish(project, insertBehind(graph, nodeId, makeNode(graph, kind, position)));
}

/** Connects two layers. A layer that takes one input gets this one instead of the one it had. */
export function connectNodes(project: Project, sourceId: string, targetId: string): Project {
  const source = nodeOf(project, sourceId);
  const target = nodeOf(project, targetId);
  const { graph } = project;
  const refuse = (received: string, expected: string, action: string): never => {
    throw new UserError({ received, expected, action });
  };
  if (isSink(source.kind))
    refuse(
      `“${source.name}” is where a result ends.`,
      'Nothing can follow it.',
      'Connect the layer before it instead.',
    );
  const { max } = inputsOf(target);
  if (max === 0)
    refuse(`“${target.name}” is where data start.`, 'Nothing can come before it.', 'Connect to another layer.');
  const incoming = indexGraph(graph).incoming.get(targetId)!;
  if (incoming.some((edge) => edge.source === sourceId)) {
    refuse(
      `“${source.name}” and “${target.name}” are connected already.`,
      'One connection between two layers is enough.',
      'Connect other layers.',
    );
  }
  if (sourceId === targetId || descendantsOf(graph, targetId).has(sourceId)) {
    const names = indexGraph(graph).nodes;
    const circle =
      sourceId === targetId ? [sourceId] : (longestPath(graph, targetId, sourceId) ?? [targetId, sourceId]);
    refuse(
      `This would close a circle: ${[...circle, circle[0]!].map((id) => `“${names.get(id)!.name}”`).join(' → ')}.`,
      'Data must flow from the input to the output.',
      'Connect to a layer that does not come earlier.',
    );
  }
  if (max > 1 && incoming.length >= max) {
    refuse(
      `“${target.name}” has ${incoming.length} inputs already.`,
      `At most ${max} were expected.`,
      'Remove a connection first, or merge in two steps.',
    );
  }
  const edges = max === 1 ? graph.edges.filter((edge) => edge.target !== targetId) : graph.edges;
  return finish(project, appendEdge({ ...graph, edges }, sourceId, targetId));
}

/** Removes layers with their connections. `heal` connects what came before a layer with what came after it. */
export function removeNodes(project: Project, ids: readonly string[], { heal }: { readonly heal: boolean }): Project {
  const known = indexGraph(project.graph).nodes;
  const present = new Set(ids.filter((id) => known.has(id)));
  return present.size === 0 ? project : finish(project, dropNodes(project.graph, present, heal));
}

export function removeEdges(project: Project, ids: readonly string[]): Project {
  const edges = project.graph.edges.filter((edge) => !ids.includes(edge.id));
  return edges.length === project.graph.edges.length ? project : finish(project, { ...project.graph, edges });
}

/** Changes settings of a layer. Throws when one does not exist or is out of its limits. */
export function setParams(project: Project, id: string, params: AnyParams): Project {
  const node = nodeOf(project, id);
  const fields = findLayer(node.kind)!.fields;
  for (const [key, value] of Object.entries(params)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const fault = field ? checkField(field, value) : `There is no setting “${key}”.`;
    if (fault) {
      throw new UserError({
        received: `“${node.name}”: ${fault}`,
        expected: 'A value within the limits was expected.',
        action: 'Enter another value.',
      });
    }
  }
  if (Object.entries(params).every(([key, value]) => JSON.stringify(node.params[key]) === JSON.stringify(value)))
    return project;
  return finish(project, changeParams(project.graph, id, params));
}

export function renameNode(project: Project, id: string, name: string): Project {
  const node = nodeOf(project, id);
  const trimmed = name.trim();
  if (trimmed === node.name) return project;
  if (trimmed.length < 1 || trimmed.length > 80) {
    throw new UserError({
      received: trimmed === '' ? 'The name is empty.' : `The name has ${trimmed.length} characters.`,
      expected: 'A name of 1 to 80 characters was expected.',
      action: 'Enter another name.',
    });
  }
  if (project.graph.nodes.some((other) => other.id !== id && other.name === trimmed)) {
    throw new UserError({
      received: `Another layer is called “${trimmed}”.`,
      expected: 'Every layer needs a name of its own.',
      action: 'Enter another name.',
    });
  }
  return withGraph(
    project,
    changeNode(project.graph, id, (before) => ({ ...before, name: trimmed })),
  );
}

/** Keeps layers' weights as they are while the others are trained, or lets them be trained again. */
export function freezeNodes(project: Project, ids: readonly string[], frozen: boolean): Project {
  return ids.reduce((changed, id) => {
    if ((nodeOf(changed, id).frozen ?? false) === frozen) return changed;
    const change = ({ frozen: _, ...node }: GraphNode): GraphNode => (frozen ? { ...node, frozen } : node);
    return withGraph(changed, changeNode(changed.graph, id, change));
  }, project);
}

/** Lets a mirrored layer go its own way. */
export function unlinkNode(project: Project, id: string): Project {
  if (nodeOf(project, id).mirrorOf === undefined) return project;
  return withGraph(project, changeNode(project.graph, id, unlink));
}

/** Connections' ids are fresh even when many are made at once. */
export function addGraph(
  project: Project,
  nodes: readonly GraphNode[],
  edges: readonly (readonly [string, string])[],
): Project {
  const taken = new Set(project.graph.edges.map((edge) => edge.id));
  const added = edges.map(([source, target]) => {
    const id = freshId(taken, 'edge');
    taken.add(id);
    return { id, source, target };
  });
  return finish(project, { nodes: [...project.graph.nodes, ...nodes], edges: [...project.graph.edges, ...added] });
}
