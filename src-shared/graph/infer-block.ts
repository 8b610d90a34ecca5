/**
 * Shapes and weights of a block where it is used: its layers are inferred as often as it repeats, each time from what the
 * time before gave. Owns the words for what does not fit inside. Says nothing of graphs at large (infer.ts does).
 */
import { layers, type LayerKind } from '../layers/index.ts';
import { formatShape, type Shape, type WeightCount } from '../layers/layer.ts';
import { formatNumber } from '../layers/words.ts';
import type { ThreeParts } from '../problem.ts';
import { endsOfBlock, findBlock, isRecursive, type Blocks } from './blocks.ts';
import type { BlockDefinition, Graph, GraphNode } from './document.ts';
import type { NodeInference } from './infer.ts';
import { ancestorsOf, indexGraph, orderGraph } from './order.ts';

type InferNodes = (graph: Graph, instead: GraphNode, blocks: Blocks) => ReadonlyMap<string, NodeInference>;

export type BlockInference =
  | { readonly output: Shape; readonly weights: WeightCount; readonly fault: null }
  | { readonly output: null; readonly fault: ThreeParts };

// Definitions are immutable, so what follows from one for a shape can be kept for as long as the list of them lives.
const memory = new WeakMap<Blocks, Map<string, BlockInference>>();

/** `infer` is infer.ts's own inferNodes, which asks here in turn. */
export function inferBlock(
  id: string,
  repeat: number,
  input: Shape,
  blocks: Blocks,
  infer: InferNodes,
): BlockInference {
  const known = memory.get(blocks) ?? new Map<string, BlockInference>();
  memory.set(blocks, known);
  const key = `${id}|${repeat}|${input.join('x')}`;
  const found = known.get(key) ?? compute(id, repeat, input, blocks, infer);
  known.set(key, found);
  return found;
}

function compute(id: string, repeat: number, input: Shape, blocks: Blocks, infer: InferNodes): BlockInference {
  const definition = findBlock(blocks, id);
  if (!definition) {
    return failed({
      received: `The project has no block “${id}”.`,
      expected: 'It stands for one of the project’s blocks.',
      action: 'Choose another block under “Layers”, or remove it.',
    });
  }
  if (isRecursive(blocks, id)) {
    return failed({
      received: `The block “${definition.name}” is made of itself.`,
      expected: 'A block may be made of other blocks, but not of itself: it would never end.',
      action: `Open “${definition.name}” and remove what leads back to it.`,
    });
  }
  let shape = input;
  const counts: WeightCount[] = [];
  for (let time = 1; time <= repeat; time++) {
    const once = inferOnce(definition, shape, blocks, infer, time);
    if (once.output === null) return once;
    shape = once.output;
    counts.push(once.weights);
  }
  return { output: shape, weights: total(counts), fault: null };
}

function inferOnce(
  definition: BlockDefinition,
  shape: Shape,
  blocks: Blocks,
  infer: InferNodes,
  time: number,
): BlockInference {
  const { graph } = definition;
  const ends = endsOfBlock(graph);
  const place =
    time === 1 ? `In “${definition.name}”` : `When “${definition.name}” comes for the ${ordinal(time)} time`;
  const open = `Open “${definition.name}” to change it`;
  if (!ends) {
    return failed({
      received: `${place}: it does not have exactly one Input and one Output.`,
      expected: 'A block takes one thing in and gives one thing out.',
      action: `${open}.`,
    });
  }
  const nodes = infer(graph, { ...ends.input, params: { ...ends.input.params, shape } }, blocks);
  const output = nodes.get(ends.output.id)!.output;
  const used = [ends.output.id, ...ancestorsOf(graph, ends.output.id)];
  if (output !== null) return { output, weights: total(used.map((inner) => nodes.get(inner)!.weights)), fault: null };
  const { nodes: byId, incoming } = indexGraph(graph);
  const faulty = orderGraph(graph).order.find((inner) => used.includes(inner) && nodes.get(inner)!.fault !== null);
  if (faulty !== undefined) {
    const { received, expected, action } = nodes.get(faulty)!.fault!;
    const again = time === 1 ? '' : ` It gave ${formatShape(shape)} the time before.`;
    return failed({
      received: `${place}, “${byId.get(faulty)!.name}”: ${received}${again}`,
      expected,
      action: time === 1 ? `${action} (${open}.)` : `Let it give back the shape that it takes in, or do not repeat it.`,
    });
  }
  const loose = used.find((inner) => {
    const { kind } = byId.get(inner)!;
    const { min, max } = layers[kind as LayerKind].inputs;
    const count = incoming.get(inner)!.length;
    return count < min || count > max;
  });
  return failed(
    loose === undefined
      ? {
          received: `${place}, layers are connected in a circle.`,
          expected: 'Data must flow from its Input to its Output.',
          action: `${open}: remove one of the connections.`,
        }
      : {
          received: `${place}, “${byId.get(loose)!.name}” is not connected as it should be.`,
          expected: 'Every layer that leads to its Output needs its inputs.',
          action: `${open}: connect “${byId.get(loose)!.name}”, or remove it.`,
        },
  );
}

const failed = (fault: ThreeParts): BlockInference => ({ output: null, fault });

const ordinal = (time: number): string => ['', 'first', 'second', 'third'][time] ?? `${formatNumber(time)}th`;

/** Sums counts; equal ones in a row are said as a product: "3 × 18,496". */
function total(counts: readonly WeightCount[]): WeightCount {
  const trainable = counts.reduce((sum, count) => sum + count.trainable, 0);
  const fixed = counts.reduce((sum, count) => sum + count.fixed, 0);
  const sums = counts.map((count) => count.trainable + count.fixed).filter((sum) => sum > 0);
  const same = sums.length > 1 && sums.every((sum) => sum === sums[0]);
  const formula = same ? `${sums.length} × ${formatNumber(sums[0]!)}` : sums.map(formatNumber).join(' + ');
  return { trainable, fixed, formula };
}
