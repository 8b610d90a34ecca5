/** Which values of a graph come with a mask that says which steps are padding, and what becomes of it at each node. Pure. */
import { isLayerKind } from '../layers/index.ts';
import { maskRules } from '../layers/mask-rules.ts';
import type { Graph } from './document.ts';
import type { Inference } from './infer.ts';
import { indexGraph } from './order.ts';

/**
 * begins: from here on padding is left out · goes along · read: it counts here, and nothing is masked behind it · passes by: it
 * goes along, and this layer does not heed it · ends: nor does it go along.
 */
export type MaskFate = 'begins' | 'goes along' | 'read' | 'passes by' | 'ends';

export interface Masks {
  /** Ids of nodes whose output has a mask. */
  readonly masked: ReadonlySet<string>;
  /** Of nodes where there is something to say. */
  readonly fates: ReadonlyMap<string, MaskFate>;
}

export function masksOf(graph: Graph, { order, nodes: inferred }: Pick<Inference, 'order' | 'nodes'>): Masks {
  const { nodes, incoming } = indexGraph(graph);
  const masked = new Set<string>();
  const fates = new Map<string, MaskFate>();
  for (const id of order) {
    const { kind, params } = nodes.get(id)!;
    const shapes = inferred.get(id)?.inputs;
    // What becomes of a mask in a block is its layers' matter: nothing is said of it out here.
    if (!isLayerKind(kind) || kind === 'block' || !shapes) continue;
    const given = incoming.get(id)!.map(({ source }) => masked.has(source));
    const { gives, heeds } = maskRules[kind];
    const out = gives(params, given, shapes);
    const comesIn = given.includes(true);
    if (out) masked.add(id);
    if (out) fates.set(id, !comesIn ? 'begins' : heeds ? 'goes along' : 'passes by');
    else if (comesIn) fates.set(id, heeds ? 'read' : 'ends');
  }
  return { masked, fates };
}

export const fateWords: Readonly<Record<MaskFate, string>> = {
  begins: 'From here on, steps that only fill up a shorter sequence are left out.',
  'goes along': 'Steps that only fill up a shorter sequence are left out here and behind it.',
  read: 'Steps that only fill up a shorter sequence do not count here; behind it none is marked any more.',
  'passes by':
    'Steps that only fill up a shorter sequence are left out behind it, but count in the means that this layer takes.',
  ends: 'Steps that only fill up a shorter sequence count like any others here: this layer knows of no padding.',
};
