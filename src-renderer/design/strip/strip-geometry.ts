/** The hourglass strip as numbers: bars, silhouette and arcs in a box of given size. Owns no drawing and no colours. */
import type { Project } from '#shared/graph/document.ts';
import type { ProjectCheck } from '#shared/graph/check.ts';
import type { Rung } from '#shared/graph/ladder.ts';
import type { Part } from '#shared/graph/partition.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { sizeOf } from '#shared/layers/layer.ts';

export interface Bar {
  readonly id: string;
  readonly name: string;
  /** Values of one sample that it gives out; null while unknown. */
  readonly volume: number | null;
  readonly part: Part;
  /** Its output disagrees with its mirror's. */
  readonly wrong: boolean;
  readonly x: number;
  readonly height: number;
}

export interface Arc {
  readonly from: Bar;
  readonly to: Bar;
  readonly agreement: Rung['agreement'];
  readonly path: string;
}

export interface Silhouette {
  readonly part: Part;
  readonly path: string;
}

export interface Strip {
  readonly bars: readonly Bar[];
  readonly arcs: readonly Arc[];
  readonly silhouette: readonly Silhouette[];
  readonly middle: number;
  /** Of every bar: narrower where there are many. */
  readonly barWidth: number;
}

const WIDEST_BAR = 10;
const SIDE = 28;
const SMALLEST = 12;
/** The scale spans at least a factor of 100, so that small differences look small. */
const SMALLEST_RANGE = Math.log(100);
/** Room under the bars for the arcs. */
const ARCS = 26;

/** Layers on the way from input to output, or in order while there is no such way yet; never those that only judge. */
export function stripNodes({ inference, partition }: Pick<ProjectCheck, 'inference' | 'partition'>): readonly string[] {
  if (partition.trunk.length > 0) return partition.trunk;
  return inference.order.filter((id) => partition.parts.get(id) !== 'discriminator');
}

/**
 * Heights follow the logarithm of the volume: from 1 value to 100,000 one could otherwise only see the largest.
 * The smallest volume on the strip keeps a visible bar.
 */
export function stripOf(project: Project, check: ProjectCheck, width: number, height: number): Strip {
  const { inference, partition, ladder, problems } = check;
  const { nodes } = indexGraph(project.graph);
  const ids = stripNodes(check).filter((id) => nodes.has(id));
  const volumes = ids.map((id) => {
    const output = inference.nodes.get(id)?.output;
    return output ? sizeOf(output) : null;
  });
  const known = volumes.filter((volume) => volume !== null);
  const high = Math.log(Math.max(...known) + 1);
  const low = Math.min(Math.log(Math.min(...known) + 1), high - SMALLEST_RANGE);
  const tallest = height - ARCS;
  // The smallest keeps a fifth of the tallest: an hourglass, not a needle.
  const heightOf = (volume: number | null): number =>
    volume === null
      ? SMALLEST
      : Math.max(SMALLEST, tallest * (0.2 + (0.8 * (Math.log(volume + 1) - low)) / (high - low)));
  const step = ids.length > 1 ? (width - 2 * SIDE) / (ids.length - 1) : 0;
  // Where the mismatch starts, and the output; what lies between only follows from it.
  const wrong = new Set(problems.find((problem) => problem.id === 'symmetry')?.nodes);
  const bars = ids.map((id, at): Bar => ({
    id,
    name: nodes.get(id)!.name,
    volume: volumes[at]!,
    part: partition.parts.get(id) ?? 'aside',
    wrong: wrong.has(id),
    x: SIDE + at * step,
    height: heightOf(volumes[at]!),
  }));
  const middle = tallest / 2;
  const barWidth = ids.length > 1 ? Math.max(2, Math.min(WIDEST_BAR, step * 0.6)) : WIDEST_BAR;
  return {
    bars,
    arcs: arcsOf(bars, ladder, tallest, height),
    silhouette: silhouetteOf(bars, middle),
    middle,
    barWidth,
  };
}

/** One shape between each two neighbours, of the part that the second belongs to (the latent's own, up to the decoder). */
function silhouetteOf(bars: readonly Bar[], middle: number): Silhouette[] {
  return bars.slice(1).map((bar, at) => {
    const before = bars[at]!;
    const [a, b] = [before.height / 2, bar.height / 2];
    const part = before.part === 'latent' ? 'latent' : bar.part === 'latent' ? before.part : bar.part;
    return {
      part,
      path: `M${before.x} ${middle - a}L${bar.x} ${middle - b}V${middle + b}L${before.x} ${middle + a}z`,
    };
  });
}

/** Arcs hang below, the outer pairs deeper. */
function arcsOf(bars: readonly Bar[], ladder: readonly Rung[], tallest: number, height: number): Arc[] {
  const byId = new Map(bars.map((bar) => [bar.id, bar]));
  const pairs = ladder.flatMap((rung) => {
    const from = byId.get(rung.encoder);
    const to = byId.get(rung.decoder);
    return from && to ? [{ from, to, agreement: rung.agreement }] : [];
  });
  const spans = pairs.map(({ from, to }) => to.x - from.x);
  const widest = Math.max(...spans, 1);
  return pairs.map(({ from, to, agreement }) => {
    const start = tallest / 2 + from.height / 2;
    const end = tallest / 2 + to.height / 2;
    const depth = tallest + (height - tallest - 3) * ((to.x - from.x) / widest);
    const bend = Math.min(48, (to.x - from.x) / 2);
    const path = `M${from.x} ${start + 3}Q${from.x} ${depth} ${from.x + bend} ${depth}H${to.x - bend}Q${to.x} ${depth} ${to.x} ${end + 3}`;
    return { from, to, agreement, path };
  });
}
