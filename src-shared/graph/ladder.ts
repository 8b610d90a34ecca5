/**
 * The mirrored ladder: which size on the way down belongs to which on the way up, and whether they agree.
 * Owns the pairing, not what follows from it (symmetry.ts) nor how it is drawn (strip.ts).
 */
import type { Shape } from '../layers/layer.ts';
import type { Project } from './document.ts';
import type { Inference } from './infer.ts';
import { indexGraph } from './order.ts';
import type { Partition } from './partition.ts';

export interface Rung {
  /** Where the size came about on the way down. */
  readonly encoder: string;
  /** Where it comes about again on the way up. */
  readonly decoder: string;
  readonly encoderShape: Shape;
  readonly decoderShape: Shape;
  /** 'width': height and width (or steps) agree and only channels, features or units differ, which is allowed inside. */
  readonly agreement: 'same' | 'width' | 'different';
}

/** Consecutive nodes of one height and width, one number of steps, or one number of units. */
interface Stage {
  readonly nodes: readonly string[];
  /** Of its first node. */
  readonly shape: Shape;
}

/** Height and width, or steps: what must be met on the way back. Empty for plain vectors. */
export const scaleOf = (shape: Shape): Shape => shape.slice(0, -1);

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, axis) => n === b[axis]);

/** Rungs from the outside in; the latent, which is its own partner, is left out. Empty while shapes on the trunk are unknown. */
export function buildLadder(project: Project, inference: Inference, { trunk }: Partition): readonly Rung[] {
  const middle = inference.latent === null ? -1 : trunk.indexOf(inference.latent);
  const shapes = trunk.map((id) => inference.nodes.get(id)!.output);
  if (middle < 1 || shapes.includes(null)) return [];
  const known = shapes as Shape[];
  const down = stagesOf(trunk.slice(0, middle + 1), known.slice(0, middle + 1));
  const up = stagesOf(trunk.slice(middle), known.slice(middle)).reverse();
  return align(down, up, linksOf(project, trunk)).map(([i, j]) => {
    const encoderShape = down[i]!.shape;
    const decoderShape = up[j]!.shape;
    return {
      encoder: down[i]!.nodes[0]!,
      decoder: up[j]!.nodes[0]!,
      encoderShape,
      decoderShape,
      agreement: same(encoderShape, decoderShape)
        ? 'same'
        : encoderShape.length === decoderShape.length &&
            same(scaleOf(encoderShape), scaleOf(decoderShape)) &&
            (i > 0 || encoderShape.length > 1)
          ? 'width'
          : 'different',
    };
  });
}

function stagesOf(ids: readonly string[], shapes: readonly Shape[]): Stage[] {
  const stages: { nodes: string[]; shape: Shape }[] = [];
  ids.forEach((id, at) => {
    const shape = shapes[at]!;
    const last = stages.at(-1);
    const joins =
      last?.shape.length === shape.length &&
      same(shape.length === 1 ? shape : scaleOf(shape), last.shape.length === 1 ? last.shape : scaleOf(last.shape));
    if (last && joins) last.nodes.push(id);
    else stages.push({ nodes: [id], shape });
  });
  return stages;
}

/** For each linked mirror on the trunk: the node whose output it gives back, i.e. the one before its original. */
function linksOf(project: Project, trunk: readonly string[]): ReadonlyMap<string, string> {
  const { nodes } = indexGraph(project.graph);
  const links = new Map<string, string>();
  for (const id of trunk) {
    const original = nodes.get(id)!.mirrorOf;
    const before = original === undefined ? undefined : trunk[trunk.indexOf(original) - 1];
    if (before !== undefined) links.set(id, before);
  }
  return links;
}

/**
 * Pairs of stages, outermost with outermost and never crossing, that agree best (a global alignment: Needleman and Wunsch
 * 1970, with gaps for free). The innermost stages both hold the latent and need no rung.
 */
function align(
  down: readonly Stage[],
  up: readonly Stage[],
  links: ReadonlyMap<string, string>,
): (readonly [number, number])[] {
  const rows = down.length - 1;
  const columns = up.length - 1;
  if (rows < 1 || columns < 1) return [];
  const score = (i: number, j: number): number => {
    const a = down[i]!;
    const b = up[j]!;
    const linked = b.nodes.some((id) => a.nodes.includes(links.get(id) ?? ''));
    if (linked || (i === 0 && j === 0)) return 100;
    if (i === 0 || j === 0 || a.shape.length !== b.shape.length) return 0;
    return (
      1 +
      a.shape.reduce((likeness, n, axis) => likeness * (Math.min(n, b.shape[axis]!) / Math.max(n, b.shape[axis]!)), 1)
    );
  };
  const best = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--)
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, best[i + 1]![j + 1]! + score(i, j));
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < rows && j < columns;) {
    const here = score(i, j);
    if (here > 0 && best[i]![j] === best[i + 1]![j + 1]! + here) pairs.push([i++, j++]);
    else if (best[i]![j] === best[i + 1]![j]) i++;
    else j++;
  }
  return pairs;
}
