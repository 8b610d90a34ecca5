/**
 * What a block is: a definition in the project, its ends, and which blocks it is made of. Owns looking these up and what a
 * definition must be to be one; not shapes (infer-block.ts), expansion (expand-blocks.ts) or edits (block-edits.ts).
 */
import { isSink, isSource } from '../layers/index.ts';
import type { BlockDefinition, Graph, GraphNode, Project } from './document.ts';

export type Blocks = Project['blocks'];

export const isBlock = (node: GraphNode): boolean => node.kind === 'block';

/** The id of the definition that a node of the kind "block" stands for. */
export const blockIdOf = (node: GraphNode): string => node.params['block'] as string;

export const repeatOf = (node: GraphNode): number => node.params['repeat'] as number;

export const findBlock = (blocks: Blocks, id: string): BlockDefinition | undefined =>
  blocks.find((block) => block.id === id);

/** Nodes of the kind "block" that stand for this definition, on the main canvas and in other blocks. */
export const usesOf = ({ graph, blocks }: Pick<Project, 'graph' | 'blocks'>, id: string): readonly GraphNode[] =>
  [graph, ...blocks.map((block) => block.graph)].flatMap(({ nodes }) =>
    nodes.filter((node) => isBlock(node) && blockIdOf(node) === id),
  );

/** Ids of the definitions that a graph needs, with those that they need in turn. */
export function blocksNeeded(graph: Graph, blocks: Blocks): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = ({ nodes }: Graph): void =>
    nodes.filter(isBlock).forEach((node) => {
      const id = blockIdOf(node);
      if (needed.has(id)) return;
      needed.add(id);
      const definition = findBlock(blocks, id);
      if (definition) visit(definition.graph);
    });
  visit(graph);
  return needed;
}

/** Whether a definition is made of itself, perhaps by way of others. */
export function isRecursive(blocks: Blocks, id: string): boolean {
  const definition = findBlock(blocks, id);
  return definition !== undefined && blocksNeeded(definition.graph, blocks).has(id);
}

/** Its one Input and one Output. */
export function endsOfBlock(graph: Graph): { readonly input: GraphNode; readonly output: GraphNode } | null {
  const [input, ...moreInputs] = graph.nodes.filter(({ kind }) => kind === 'input');
  const [output, ...moreOutputs] = graph.nodes.filter(({ kind }) => kind === 'output');
  return input && output && moreInputs.length === 0 && moreOutputs.length === 0 ? { input, output } : null;
}

/** Whether layers of this kind can stand in a block: those that mark a place in the whole network cannot. */
export const fitsInBlock = (kind: string): boolean =>
  kind !== 'latent' && kind !== 'realOrGenerated' && !isSource(kind) && !isSink(kind);

/** Why a graph cannot be a block's, in words, or null. */
export function blockFault(graph: Graph): { readonly received: string; readonly expected: string } | null {
  if (endsOfBlock(graph) === null)
    return {
      received: 'it does not have exactly one Input and one Output.',
      expected: 'A block takes one thing in and gives one thing out.',
    };
  const alien = graph.nodes.find(({ kind }) => kind !== 'input' && kind !== 'output' && !fitsInBlock(kind));
  return alien
    ? {
        received: `“${alien.name}” stands in it.`,
        expected: 'Layers that mark a place in the whole network stand on the main canvas.',
      }
    : null;
}
