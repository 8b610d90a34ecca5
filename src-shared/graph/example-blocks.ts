/**
 * Blocks that come with Hourglass: a residual block for any number of channels. As long as nobody changes it, it follows
 * the channels of where it is put. Owns the examples and how they come into a project.
 */
import { defaultParams, type LayerKind } from '../layers/index.ts';
import type { AnyParams } from '../layers/fields.ts';
import { blockIdOf, findBlock, isBlock, usesOf, type Blocks } from './blocks.ts';
import type { BlockDefinition, GraphNode, Project } from './document.ts';
import { inferNodes } from './infer.ts';
import { COLUMN, ROW } from './measures.ts';

const EXAMPLE = /^residual_(\d+)$/;

/** Conv2D → batch normalization → ReLU → Conv2D, added to what came in (He et al. 2016, "Deep residual learning", figure 2). */
export function residualBlock(channels: number): BlockDefinition {
  const node = (id: string, kind: LayerKind, name: string, column: number, params: AnyParams = {}): GraphNode => ({
    id,
    kind,
    name,
    params: { ...defaultParams(kind), ...params },
    position: { x: column * COLUMN, y: column === 5 ? ROW : 0 },
  });
  const conv = { filters: channels, kernelSize: [3, 3], padding: 'same' } as const;
  const nodes = [
    node('input_1', 'input', 'Input', 0, { shape: [32, 32, channels] }),
    node('conv2d_1', 'conv2d', `Conv2D ${channels}`, 1, { ...conv, useBias: false }),
    node('batchNormalization_1', 'batchNormalization', 'Batch normalization', 2),
    node('activation_1', 'activation', 'Activation relu', 3),
    node('conv2d_2', 'conv2d', `Conv2D ${channels} · 2`, 4, conv),
    node('add_1', 'add', 'Add', 5),
    node('output_1', 'output', 'Output', 6),
  ];
  const ways = [
    ['input_1', 'conv2d_1'],
    ['conv2d_1', 'batchNormalization_1'],
    ['batchNormalization_1', 'activation_1'],
    ['activation_1', 'conv2d_2'],
    ['conv2d_2', 'add_1'],
    ['input_1', 'add_1'],
    ['add_1', 'output_1'],
  ] as const;
  return {
    id: `residual_${channels}`,
    name: `Residual block ${channels}`,
    graph: { nodes, edges: ways.map(([source, target], at) => ({ id: `edge_${at + 1}`, source, target })) },
  };
}

const isUntouched = (definition: BlockDefinition, channels: number): boolean =>
  JSON.stringify(definition) === JSON.stringify(residualBlock(channels));

/**
 * The project with the examples that its nodes stand for: those that are missing are added, those that nobody changed are
 * exchanged for one of as many channels as come in, and those that are no longer used go.
 */
export function followExamples(project: Project): Project {
  if (!project.graph.nodes.some((node) => isBlock(node) && EXAMPLE.test(blockIdOf(node)))) return project;
  let blocks: Blocks = project.blocks;
  const exchanged = new Set<string>();
  const nodes = project.graph.nodes.map((node) => {
    const [, count] = (isBlock(node) && EXAMPLE.exec(blockIdOf(node))) || [];
    if (count === undefined) return node;
    const definition = findBlock(blocks, blockIdOf(node)) ?? residualBlock(Number(count));
    const known = blocks.includes(definition) ? blocks : [...blocks, definition];
    const shape = inferNodes(project.graph, undefined, known).get(node.id)?.inputs?.[0];
    const channels = shape?.length === 3 ? shape[2]! : Number(count);
    if (channels === Number(count) || channels > 4096 || !isUntouched(definition, Number(count))) {
      blocks = known;
      return node;
    }
    const fitting = residualBlock(channels);
    if (!findBlock(blocks, fitting.id)) blocks = [...blocks, fitting];
    exchanged.add(definition.id);
    return { ...node, params: { ...node.params, block: fitting.id } };
  });
  if (blocks === project.blocks && exchanged.size === 0) return project;
  const after = { ...project, graph: exchanged.size === 0 ? project.graph : { ...project.graph, nodes }, blocks };
  const idle = (id: string): boolean => exchanged.has(id) && usesOf(after, id).length === 0;
  return { ...after, blocks: after.blocks.filter(({ id }) => !idle(id)) };
}
