/** How many layers of a network would find weights in another one: what the trainer matches weight by weight, foretold from drawings. Pure. */
import type { Project } from './document.ts';
import { expandBlocks } from './expand-blocks.ts';
import { inferGraph } from './infer.ts';

export interface LayerMatch {
  /** Names of layers with weights that find the same, by name, kind and number of weights. */
  readonly found: readonly string[];
  /** Of those that do not. */
  readonly missing: readonly string[];
}

export function matchLayers(own: Project, other: Project): LayerMatch {
  const offered = new Set(weighty(other).map(keyOf));
  const layers = weighty(own);
  const names = (found: boolean): string[] =>
    layers.filter((layer) => offered.has(keyOf(layer)) === found).map(({ name }) => name);
  return { found: names(true), missing: names(false) };
}

interface Weighty {
  readonly name: string;
  readonly kind: string;
  readonly formula: string;
}

const keyOf = ({ name, kind, formula }: Weighty): string => JSON.stringify([name, kind, formula]);

function weighty(drawn: Project): Weighty[] {
  const project = expandBlocks(drawn);
  const { nodes } = inferGraph(project);
  return project.graph.nodes.flatMap(({ id, name, kind }) => {
    const weights = nodes.get(id)?.weights;
    return weights && weights.trainable + weights.fixed > 0 ? [{ name, kind, formula: weights.formula }] : [];
  });
}
