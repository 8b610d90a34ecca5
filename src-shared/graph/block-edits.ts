/**
 * Edits of blocks as pure functions project → project: making one of a selection, changing what is inside, dissolving,
 * renaming, removing. An edit that makes no sense throws UserError and changes nothing. Settings of a node that stands for
 * a block are set as any other's (edit.ts).
 */
import { UserError } from '../problem.ts';
import type { Shape } from '../layers/layer.ts';
import {
  blockFault,
  blockIdOf,
  endsOfBlock,
  findBlock,
  fitsInBlock,
  isBlock,
  isRecursive,
  repeatOf,
  usesOf,
} from './blocks.ts';
import type { BlockDefinition, Graph, GraphEdge, GraphNode, Project } from './document.ts';
import { followExamples } from './example-blocks.ts';
import { followMirrors } from './follow.ts';
import { inferNodes } from './infer.ts';
import { COLUMN } from './measures.ts';
import { unlink } from './mirror.ts';
import { freshId, namesOf, uniqueName } from './names.ts';
import { descendantsOf, indexGraph } from './order.ts';
import { makeNode, withGraph } from './rewire.ts';

function refuse(received: string, expected: string, action: string): never {
  throw new UserError({ received, expected, action });
}

function definitionOf(project: Project, id: string): BlockDefinition {
  const definition = findBlock(project.blocks, id);
  return (
    definition ??
    refuse(`There is no block “${id}”.`, 'One of the project’s blocks was expected.', 'Choose another block.')
  );
}

/** A name that no other block has: "Block", "Block · 2". */
const freeName = (project: Project, wanted: string): string =>
  uniqueName(wanted, new Set(project.blocks.map(({ name }) => name)));

interface Selection {
  readonly inside: ReadonlySet<string>;
  /** The node outside whose output goes in; null while none is connected. */
  readonly source: string | null;
  /** Nodes inside that it goes into. */
  readonly entries: ReadonlySet<string>;
  /** The node inside whose output comes out. */
  readonly exit: string;
}

/** Whether layers can be one block: connected, with one way in and one way out. Throws UserError in words where they cannot. */
function readSelection({ graph }: Project, ids: readonly string[]): Selection {
  const { nodes, incoming, outgoing } = indexGraph(graph);
  const inside = new Set(ids.filter((id) => nodes.has(id)));
  const quote = (found: readonly string[]): string => found.map((id) => `“${nodes.get(id)!.name}”`).join(' and ');
  if (inside.size === 0)
    refuse('No layer is selected.', 'A block is made of one layer or more.', 'Select the layers, then make the block.');
  const alien = [...inside].find((id) => !fitsInBlock(nodes.get(id)!.kind));
  if (alien !== undefined)
    refuse(
      `${quote([alien])} is selected.`,
      'It marks a place in the whole network, which a block, being used in several places, has not.',
      `Take ${quote([alien])} out of the selection.`,
    );
  const into = graph.edges.filter(({ source, target }) => inside.has(target) && !inside.has(source));
  const sources = [...new Set(into.map(({ source }) => source))];
  if (sources.length > 1)
    refuse(
      `${quote(sources)} lead into the selection.`,
      'A block takes in one thing.',
      'Select so that one layer alone leads into the selection, for example by adding the layers between.',
    );
  const loose = [...inside].filter((id) => incoming.get(id)!.length === 0);
  if (loose.length > 1 || (loose.length === 1 && sources.length === 1))
    refuse(
      `Nothing leads into ${quote(loose)}.`,
      'All layers of a block must come from what it takes in.',
      'Connect them, or take them out of the selection.',
    );
  const exits = [...inside].filter((id) => {
    const targets = outgoing.get(id)!.map(({ target }) => target);
    return targets.length === 0 || targets.some((target) => !inside.has(target));
  });
  if (exits.length !== 1)
    refuse(
      exits.length === 0 ? 'The selection goes round in a circle.' : `${quote(exits)} lead out of the selection.`,
      'A block gives out one thing.',
      'Select so that one layer alone leads out of the selection, for example with the merge that follows.',
    );
  const entries = new Set(sources.length === 1 ? into.map(({ target }) => target) : loose);
  const reached = new Set([...entries].flatMap((id) => [id, ...descendantsOf(graph, id)]));
  const apart = [...inside].filter((id) => !reached.has(id));
  if (apart.length > 0 || (sources.length === 1 && reached.has(sources[0]!)))
    refuse(
      apart.length > 0
        ? `${quote(apart)} is not connected to the others.`
        : 'A way leads out of the selection and back.',
      'A block is one piece.',
      'Select layers that follow one another, with all that lies between them.',
    );
  return { inside, source: sources[0] ?? null, entries, exit: exits[0]! };
}

/**
 * Makes one block of some layers, in their place. They keep their settings, and mirrors of them go their own way. The new
 * node stands last.
 */
export function makeBlock(project: Project, ids: readonly string[], name = 'Block'): Project {
  const { inside, source, entries, exit } = readSelection(project, ids);
  const { graph } = project;
  const chosen = graph.nodes.filter((node) => inside.has(node.id));
  const left = Math.min(...chosen.map(({ position }) => position.x));
  const right = Math.max(...chosen.map(({ position }) => position.x));
  const { position } = chosen[0]!;
  const body: Graph = { nodes: chosen.map(unlink), edges: [] };
  const shape = source === null ? null : inferNodes(graph, undefined, project.blocks).get(source)?.output;
  const input = makeNode(body, 'input', { x: left - COLUMN, y: position.y }, shape ? { shape } : {});
  const output = makeNode(body, 'output', { x: right + COLUMN, y: position.y });
  const edgeIds = new Set<string>();
  const edge = (from: string, target: string): GraphEdge => {
    const id = freshId(edgeIds, 'edge');
    edgeIds.add(id);
    return { id, source: from, target };
  };
  const edges = [
    ...graph.edges
      .filter(({ target }) => inside.has(target))
      .map((old) => edge(inside.has(old.source) ? old.source : input.id, old.target)),
    ...(source === null ? [...entries].map((entry) => edge(input.id, entry)) : []),
    edge(exit, output.id),
  ];
  const id = freshId(new Set(project.blocks.map((block) => block.id)), 'block');
  const definition = {
    id,
    name: freeName(project, name),
    graph: { nodes: [...body.nodes, input, output], edges },
  };
  const node = {
    ...makeNode(graph, 'block', position, { block: id }),
    name: uniqueName(definition.name, namesOf(graph.nodes.filter((other) => !inside.has(other.id)))),
  };
  const outside: GraphEdge[] = [];
  for (const old of graph.edges) {
    if (inside.has(old.source) && inside.has(old.target)) continue;
    if (inside.has(old.source)) outside.push({ ...old, source: node.id });
    else if (!inside.has(old.target)) outside.push(old);
    else if (!outside.some(({ target }) => target === node.id)) outside.push({ ...old, target: node.id });
  }
  const others = graph.nodes
    .filter((other) => !inside.has(other.id))
    .map((other) => (other.mirrorOf !== undefined && inside.has(other.mirrorOf) ? unlink(other) : other));
  const after = {
    ...project,
    blocks: [...project.blocks, definition],
    graph: { nodes: [...others, node], edges: outside },
  };
  return followMirrors(project, after);
}

/** The layers of a block in its place on the main canvas, as often as it repeats. They stand last. */
export function dissolveBlock(project: Project, nodeId: string): Project {
  const { graph } = project;
  const node = indexGraph(graph).nodes.get(nodeId);
  if (!node || !isBlock(node))
    refuse('This is no block.', 'A block on the canvas was expected.', 'Select a block and try again.');
  const definition = definitionOf(project, blockIdOf(node));
  const ends = endsOfBlock(definition.graph)!;
  const inner = definition.graph.nodes.filter(({ id }) => id !== ends.input.id && id !== ends.output.id);
  const last = indexGraph(definition.graph).incoming.get(ends.output.id)![0]?.source;
  if (inner.length === 0 || last === undefined)
    refuse(
      `“${definition.name}” gives nothing out.`,
      'Its layers take its place, from its Input to its Output.',
      'Open it and connect its Output, or remove it.',
    );
  const width =
    Math.max(...inner.map(({ position }) => position.x)) - Math.min(...inner.map(({ position }) => position.x));
  const start = Math.min(...inner.map(({ position }) => position.x));
  const top = inner[0]!.position.y;
  const taken = new Set(graph.nodes.map(({ id }) => id));
  const names = namesOf(graph.nodes.filter(({ id }) => id !== nodeId));
  const edgeIds = new Set(graph.edges.map(({ id }) => id));
  const added: GraphNode[] = [];
  const wiring: GraphEdge[] = [];
  let from: string | undefined = indexGraph(graph).incoming.get(nodeId)![0]?.source;
  for (let time = 0; time < repeatOf(node); time++) {
    const ids = new Map<string, string>();
    for (const each of inner) {
      const id = freshId(taken, each.kind);
      taken.add(id);
      ids.set(each.id, id);
      const name = uniqueName(each.name.replace(/ · \d+$/, ''), names);
      names.add(name);
      const x = node.position.x + each.position.x - start + time * (width + COLUMN);
      added.push({ ...each, id, name, position: { x, y: node.position.y + each.position.y - top } });
    }
    for (const { source, target } of definition.graph.edges) {
      const to = ids.get(target);
      const carrier = source === ends.input.id ? from : ids.get(source);
      if (to === undefined || carrier === undefined) continue;
      const id = freshId(edgeIds, 'edge');
      edgeIds.add(id);
      wiring.push({ id, source: carrier, target: to });
    }
    from = last === ends.input.id ? from : ids.get(last);
  }
  const edges = graph.edges
    .filter(({ target }) => target !== nodeId)
    .flatMap((edge) => (edge.source !== nodeId ? [edge] : from === undefined ? [] : [{ ...edge, source: from }]));
  const nodes = graph.nodes
    .filter(({ id }) => id !== nodeId)
    .map((other) => (other.mirrorOf === nodeId ? unlink(other) : other));
  const after = withGraph(project, { nodes: [...nodes, ...added], edges: [...edges, ...wiring] });
  return followMirrors(project, after);
}

/** A block's inside as a project of its own, so that everything that draws, checks and edits graphs works in it, too. */
export function viewBlock(project: Project, id: string): Project {
  return withGraph(project, definitionOf(project, id).graph);
}

/** `viewBlock` with its Input of the shape that comes in where the block is first used; as it stands where that is not known. */
export function previewBlock(project: Project, id: string): Project {
  const view = viewBlock(project, id);
  const ends = endsOfBlock(view.graph);
  const shape = shapeComingInto(project, id);
  if (!ends || shape === null || String(shape) === String(ends.input.params['shape'])) return view;
  const input = { ...ends.input, params: { ...ends.input.params, shape } };
  return withGraph(view, {
    ...view.graph,
    nodes: view.graph.nodes.map((node) => (node.id === input.id ? input : node)),
  });
}

function shapeComingInto(project: Project, id: string): Shape | null {
  const graphs = [project.graph, ...project.blocks.filter((block) => block.id !== id).map((block) => block.graph)];
  for (const graph of graphs) {
    const uses = graph.nodes.filter((node) => isBlock(node) && blockIdOf(node) === id);
    if (uses.length === 0) continue;
    const inferred = inferNodes(graph, undefined, project.blocks);
    const shape = uses.map((node) => inferred.get(node.id)?.inputs?.[0]).find((found) => found !== undefined);
    if (shape) return shape;
  }
  return null;
}

/**
 * Changes what is inside a block, everywhere it is used: `change` is any edit of a graph and is given the block's view.
 * Throws UserError where the outcome would be no block.
 */
export function editBlock(project: Project, id: string, change: (view: Project) => Project): Project {
  const view = previewBlock(project, id);
  const after = change(view);
  if (after === view) return project;
  const { name } = definitionOf(project, id);
  const fault = blockFault(after.graph);
  if (fault)
    refuse(
      `In “${name}”, ${fault.received}`,
      fault.expected,
      'Leave this to the main canvas, or dissolve the block first.',
    );
  const others = after.blocks.filter((block) => block.id !== id);
  const position = after.blocks.findIndex((block) => block.id === id);
  const blocks = others.toSpliced(position, 0, { ...definitionOf(project, id), graph: after.graph });
  if (isRecursive(blocks, id))
    refuse(
      `“${name}” would be made of itself.`,
      'A block may be made of other blocks, but not of itself: it would never end.',
      'Put another block there.',
    );
  return followMirrors(project, { ...after, graph: project.graph, blocks });
}

export function renameBlock(project: Project, id: string, name: string): Project {
  const { name: before } = definitionOf(project, id);
  const trimmed = name.trim();
  if (trimmed === before) return project;
  if (trimmed.length < 1 || trimmed.length > 60)
    refuse(
      trimmed === '' ? 'The name is empty.' : `The name has ${trimmed.length} characters.`,
      'A name of 1 to 60 characters was expected.',
      'Enter another name.',
    );
  if (project.blocks.some((block) => block.name === trimmed))
    refuse(`Another block is called “${trimmed}”.`, 'Every block needs a name of its own.', 'Enter another name.');
  return { ...project, blocks: project.blocks.map((block) => (block.id === id ? { ...block, name: trimmed } : block)) };
}

/** Removes a definition that nothing uses. */
export function removeBlock(project: Project, id: string): Project {
  const { name } = definitionOf(project, id);
  const uses = usesOf(project, id);
  if (uses.length > 0)
    refuse(
      `“${name}” is used by ${uses.map((node) => `“${node.name}”`).join(' and ')}.`,
      'Only a block that nothing uses can be removed.',
      'Remove or dissolve it there first.',
    );
  return { ...project, blocks: project.blocks.filter((block) => block.id !== id) };
}

/** Lets a node stand for a block of its own, so that changing it changes no other use. */
export function detachBlock(project: Project, nodeId: string): Project {
  const node = indexGraph(project.graph).nodes.get(nodeId);
  if (!node || !isBlock(node)) return project;
  const definition = definitionOf(project, blockIdOf(node));
  if (usesOf(project, definition.id).length < 2) return project;
  const id = freshId(new Set(project.blocks.map((block) => block.id)), 'block');
  const copy = { ...definition, id, name: freeName(project, definition.name.slice(0, 52)) };
  const nodes = project.graph.nodes.map((other) =>
    other.id === nodeId ? { ...other, params: { ...other.params, block: id } } : other,
  );
  return followExamples({ ...project, blocks: [...project.blocks, copy], graph: { ...project.graph, nodes } });
}
