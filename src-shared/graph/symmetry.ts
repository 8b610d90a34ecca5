/**
 * The symmetry check: does the decoder give back what came in, and if not, where does it start and what would mend it?
 * Owns the verdict and its words; candidates for fixes come from the fix-*.ts files and are offered only when they fix.
 */
import { formatShape, type Shape } from '../layers/layer.ts';
import type { Project } from './document.ts';
import { channelFixes, reshapeFixes } from './fix-channels.ts';
import { decoderFixes } from './fix-decoder.ts';
import { inputFixes } from './fix-input.ts';
import { settingFixes } from './fix-settings.ts';
import type { Inference } from './infer.ts';
import { buildLadder, scaleOf, type Rung } from './ladder.ts';
import { findMismatch, isMended, sameShape, type Mismatch } from './mismatch.ts';
import { indexGraph } from './order.ts';
import { partitionGraph } from './partition.ts';
import type { Fix, Problem } from './problem.ts';

export interface Symmetry {
  readonly problems: readonly Problem[];
  /** From the outside in. */
  readonly ladder: readonly Rung[];
}

const MOST_FIXES = 6;

export function checkSymmetry(project: Project, inference: Inference): Symmetry {
  const partition = partitionGraph(project.graph, inference);
  const ladder = buildLadder(project, inference, partition);
  const mismatch = findMismatch(project, inference, partition, ladder);
  if (!mismatch) return { problems: [], ladder };
  const { came, gives, output } = mismatch;
  const start = startOf(mismatch);
  return {
    ladder,
    problems: [
      {
        id: 'symmetry',
        severity: 'error',
        title: 'The decoder does not give back what came in',
        received: `Output is ${formatShape(gives)}; the input is ${formatShape(came)}.${start.words}`,
        expected: `An autoencoder's output has the shape of its input, ${formatShape(came)}.`,
        action: start.node === output ? 'Change the last layers.' : `Change “${nameOf(project, start.node)}”, or choose one of the fixes.`,
        nodes: [...new Set([start.node, output])],
        fixes: realFixes(mismatch),
      },
    ],
  };
}

function realFixes(mismatch: Mismatch): Fix[] {
  const { project, inference, came, gives } = mismatch;
  const onlyChannels = came.length === gives.length && sameShape(scaleOf(came), scaleOf(gives));
  // Where only channels differ, sizes need no repair.
  const makers = onlyChannels ? [channelFixes, reshapeFixes] : [decoderFixes, inputFixes, settingFixes, channelFixes, reshapeFixes];
  const fixes: Fix[] = [];
  for (const make of makers) {
    for (const fix of make(mismatch)) {
      if (fixes.length === MOST_FIXES || fixes.some((other) => other.id === fix.id || other.label === fix.label)) continue;
      if (isMended(inference, fix.apply(project))) fixes.push(fix);
    }
  }
  return fixes;
}

const nameOf = (project: Project, id: string): string => indexGraph(project.graph).nodes.get(id)!.name;

/** Where it starts, and how it comes about: "It starts at “Conv2D 64”: 7 halves to 4, and 4 doubles to 8." */
function startOf({ project, inference, partition, ladder, start, output }: Mismatch): { readonly node: string; readonly words: string } {
  const { trunk } = partition;
  if (!start) return { node: trunk.at(-2) ?? output, words: ` It comes from “${nameOf(project, trunk.at(-2) ?? output)}”.` };
  // The node on the way down that leaves the size behind, which the decoder then misses.
  const scale = (id: string): Shape => scaleOf(inference.nodes.get(id)!.output ?? []);
  const leaves = trunk.slice(trunk.indexOf(start.encoder) + 1).find((id) => !sameShape(scale(id), scaleOf(start.encoderShape)));
  const before = trunk[trunk.indexOf(start.decoder) - 1]!;
  if (!leaves) return { node: start.decoder, words: ` It starts at “${nameOf(project, start.decoder)}”.` };
  const way = (from: Shape, to: Shape): string => {
    const single = (shape: Shape): string => (shape.every((n) => n === shape[0]) ? shape[0]!.toLocaleString('en') : formatShape(shape));
    const [a, b] = [single(from), single(to)];
    const ratio = from.map((n, axis) => to[axis]! / n);
    if (from.length === to.length && ratio.every((r) => r === 2)) return `${a} doubles to ${b}`;
    if (from.length === to.length && from.every((n, axis) => Math.ceil(n / 2) === to[axis])) return `${a} halves to ${b}`;
    return `${a} becomes ${b}`;
  };
  const flat = (id: string): Shape => (scale(id).length > 0 ? scale(id) : inference.nodes.get(id)!.output!);
  const outermost = ladder[0] === start;
  const words = `It starts at “${nameOf(project, outermost ? start.decoder : leaves)}”: ${way(scaleOf(start.encoderShape), flat(leaves))}, and ${way(flat(before), scaleOf(start.decoderShape))}.`;
  return { node: start.decoder, words: ` ${words}` };
}
