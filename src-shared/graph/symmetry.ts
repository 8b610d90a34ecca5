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
import { inferGraph, type Inference } from './infer.ts';
import { buildLadder, scaleOf, type Rung } from './ladder.ts';
import { indexGraph } from './order.ts';
import { partitionGraph, type Partition } from './partition.ts';
import type { Fix, Problem } from './problem.ts';

export interface Symmetry {
  readonly problems: readonly Problem[];
  /** From the outside in. */
  readonly ladder: readonly Rung[];
}

/** What the makers of fixes look at. */
export interface Mismatch {
  readonly project: Project;
  readonly inference: Inference;
  readonly partition: Partition;
  readonly ladder: readonly Rung[];
  /** Shapes at the two ends, and the ends' ids. */
  readonly came: Shape;
  readonly gives: Shape;
  readonly input: string;
  readonly output: string;
  /** Where it starts: the innermost rung that disagrees, if one does. */
  readonly start: Rung | null;
}

const MOST_FIXES = 6;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, axis) => n === b[axis]);

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

/** Null when the ends agree, or while a shape is unknown (another problem then says why). */
export function findMismatch(project: Project, inference: Inference, partition: Partition, ladder: readonly Rung[]): Mismatch | null {
  const { input, output, nodes } = inference;
  if (input === null || output === null) return null;
  const came = nodes.get(input)!.output;
  const gives = nodes.get(output)!.output;
  if (!came || !gives || sameShape(came, gives) || partition.trunk.length === 0) return null;
  const scaled = came.length === gives.length && !sameShape(scaleOf(came), scaleOf(gives));
  const differing = [...ladder].reverse().find((rung) => rung.agreement === 'different' && rung.encoderShape.length > 1 && rung.decoderShape.length > 1);
  return { project, inference, partition, ladder, came, gives, input, output, start: scaled ? (differing ?? null) : null };
}

/** The same question for a changed project: no mismatch, and nothing else broken that was whole. */
export function isMended(before: Inference, after: Project): boolean {
  const inference = inferGraph(after);
  const { input, output, nodes } = inference;
  if (input === null || output === null) return false;
  const came = nodes.get(input)!.output;
  const gives = nodes.get(output)!.output;
  const known = new Set(before.problems.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  return came !== null && gives !== null && sameShape(came, gives) && inference.problems.every(({ id, severity }) => severity !== 'error' || known.has(id));
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
