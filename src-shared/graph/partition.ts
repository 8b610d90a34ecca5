/**
 * Which part a node belongs to, from the graph alone: what leads to the latent encodes, what the latent leads to decodes,
 * what begins at "Real or generated" discriminates. Without a latent, a generator's noise stands in its place.
 */
import type { Graph } from './document.ts';
import { ancestorsOf, descendantsOf, longestPath } from './order.ts';
import type { Inference } from './infer.ts';

/** 'aside': in none of the others, as what leads from the input around the latent, or to a classifier. */
export type Part = 'encoder' | 'latent' | 'decoder' | 'discriminator' | 'aside';

export interface Partition {
  readonly parts: ReadonlyMap<string, Part>;
  /** The longest way from the input (or a generator's noise) to the output through the latent, ends included; skip connections are shortcuts of it. Empty when there is none. */
  readonly trunk: readonly string[];
}

type Ends = Pick<Inference, 'input' | 'output' | 'latent' | 'noise' | 'realOrGenerated' | 'classes'>;

/** Without a single latent or noise everything but a discriminator is 'aside', and the trunk is the longest way from input to output. */
export function partitionGraph(graph: Graph, ends: Ends): Partition {
  const { input, output, noise, realOrGenerated, classes } = ends;
  const generates =
    ends.latent === null && noise !== null && output !== null && descendantsOf(graph, noise).has(output);
  const latent = generates ? noise : ends.latent;
  const discriminator =
    realOrGenerated === null ? new Set<string>() : new Set([realOrGenerated, ...descendantsOf(graph, realOrGenerated)]);
  const encoder = latent === null ? new Set<string>() : ancestorsOf(graph, latent);
  const decoder = latent === null ? new Set<string>() : descendantsOf(graph, latent);
  // A classifier's head hangs on the latent as a decoder does, but gives back nothing.
  const toOutput = output === null ? null : ancestorsOf(graph, output);
  const toClasses = classes === null ? new Set<string>() : new Set([classes, ...ancestorsOf(graph, classes)]);
  const decodes = (id: string): boolean => decoder.has(id) && !(toClasses.has(id) && !toOutput?.has(id));
  const partOf = (id: string): Part =>
    id === latent
      ? 'latent'
      : discriminator.has(id)
        ? 'discriminator'
        : encoder.has(id) && !decoder.has(id)
          ? 'encoder'
          : decodes(id) && !encoder.has(id)
            ? 'decoder'
            : 'aside';
  const parts = new Map(graph.nodes.map((node) => [node.id, partOf(node.id)]));
  return { parts, trunk: trunkOf(graph, generates ? noise : input, output, latent) };
}

function trunkOf(graph: Graph, start: string | null, output: string | null, latent: string | null): readonly string[] {
  if (start === null || output === null) return [];
  if (latent === null) return longestPath(graph, start, output) ?? [];
  const down = longestPath(graph, start, latent);
  const up = longestPath(graph, latent, output);
  return down && up ? [...down, ...up.slice(1)] : [];
}
