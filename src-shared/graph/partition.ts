/** Which half a node belongs to, from the graph alone: what leads to the latent encodes, what the latent leads to decodes. */
import type { Graph } from './document.ts';
import { ancestorsOf, descendantsOf, longestPath } from './order.ts';
import type { Inference } from './infer.ts';

/** 'aside': on neither side, as what leads from the input around the latent. */
export type Part = 'encoder' | 'latent' | 'decoder' | 'aside';

export interface Partition {
  readonly parts: ReadonlyMap<string, Part>;
  /** The longest way from the input to the output through the latent, ends included; skip connections are shortcuts of it. Empty when there is none. */
  readonly trunk: readonly string[];
}

/** Without a single latent everything is 'aside', and the trunk is the longest way from input to output. */
export function partitionGraph(
  graph: Graph,
  { input, output, latent }: Pick<Inference, 'input' | 'output' | 'latent'>,
): Partition {
  const encoder = latent === null ? new Set<string>() : ancestorsOf(graph, latent);
  const decoder = latent === null ? new Set<string>() : descendantsOf(graph, latent);
  const partOf = (id: string): Part =>
    id === latent
      ? 'latent'
      : encoder.has(id) && !decoder.has(id)
        ? 'encoder'
        : decoder.has(id) && !encoder.has(id)
          ? 'decoder'
          : 'aside';
  const parts = new Map(graph.nodes.map((node) => [node.id, partOf(node.id)]));
  return { parts, trunk: trunkOf(graph, input, output, latent) };
}

function trunkOf(graph: Graph, input: string | null, output: string | null, latent: string | null): readonly string[] {
  if (input === null || output === null) return [];
  if (latent === null) return longestPath(graph, input, output) ?? [];
  const down = longestPath(graph, input, latent);
  const up = longestPath(graph, latent, output);
  return down && up ? [...down, ...up.slice(1)] : [];
}
