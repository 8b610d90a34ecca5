/**
 * The symmetry check: does the decoder give back what came in, and if not, where does it start and what would mend it?
 * Owns the verdict and its words; candidates for fixes come from the fix-*.ts files and are offered only when they fix.
 */
import { formatShape, type Shape } from '../layers/layer.ts';
import { objectiveOf } from '../objectives/index.ts';
import type { Project } from './document.ts';
import { channelFixes, reshapeFixes } from './fix-channels.ts';
import { decoderFixes } from './fix-decoder.ts';
import { inputFixes } from './fix-input.ts';
import { settingFixes } from './fix-settings.ts';
import { inferGraph, type Inference } from './infer.ts';
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
/** Best first: what changes least, and what people would do themselves. */
const RANKS = [
  'reshape',
  'sequences',
  'decoder',
  'filters',
  'units',
  'unitsAndReshape',
  'padInput',
  'stride',
  'size',
  'resize',
  'cropOutput',
  'padding',
  'mixChannels',
  'dense',
  'denseAndReshape',
];

/** Says what is wrong; `symmetryFixes` finds what mends it, which takes a hundred times as long. */
export function checkSymmetry(project: Project, inference: Inference): Symmetry {
  const partition = partitionGraph(project.graph, inference);
  const ladder = buildLadder(project, inference, partition);
  // What is compared with something else than the input need not have its shape.
  if ((objectiveOf(project)?.target ?? 'input') !== 'input') return { problems: [], ladder };
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
        action:
          start.node === output
            ? 'Change the last layers.'
            : `Change “${nameOf(project, start.node)}”, or choose one of the fixes.`,
        nodes: [...new Set([start.node, output])],
        fixes: [],
      },
    ],
  };
}

/** What mends an asymmetry, best first. Each is tried: only what mends is offered. Empty where nothing is wrong. */
export function symmetryFixes(project: Project, inference: Inference): readonly Fix[] {
  const partition = partitionGraph(project.graph, inference);
  const mismatch = findMismatch(project, inference, partition, buildLadder(project, inference, partition));
  if (!mismatch) return [];
  const { came, gives } = mismatch;
  const sameScale = came.length === gives.length && sameShape(scaleOf(came), scaleOf(gives));
  const sameChannels = came.at(-1) === gives.at(-1);
  // Where only channels differ, sizes need no repair.
  const makers = sameScale
    ? [channelFixes, reshapeFixes]
    : [decoderFixes, inputFixes, settingFixes, channelFixes, reshapeFixes];
  const candidates = [
    ...makers.flatMap((make) => make(mismatch)),
    ...(sameScale || sameChannels ? [] : withChannels(mismatch)),
  ];
  return candidates
    .filter(
      (fix, at) =>
        isMended(inference, fix.apply(project)) && candidates.findIndex(({ label }) => label === fix.label) === at,
    )
    .sort((a, b) => RANKS.indexOf(a.id) - RANKS.indexOf(b.id))
    .slice(0, MOST_FIXES);
}

/** Fixes of the size for a network whose channels differ, too: those are set first. */
function withChannels(mismatch: Mismatch): Fix[] {
  const { project } = mismatch;
  const [channels] = channelFixes(mismatch);
  if (!channels || mismatch.came.length !== mismatch.gives.length) return [];
  const set = channels.apply(project);
  const inference = inferGraph(set);
  const partition = partitionGraph(set.graph, inference);
  const rest = findMismatch(set, inference, partition, buildLadder(set, inference, partition));
  if (!rest) return [];
  return [decoderFixes, inputFixes, settingFixes]
    .flatMap((make) => make(rest))
    .map((fix) => ({
      id: fix.id,
      label: `${fix.label}, and ${channels.label.replace(/^./, (letter) => letter.toLowerCase())}`,
      detail: `${fix.detail} ${channels.detail}`,
      apply: (before: Project) => fix.apply(channels.apply(before)),
      nodes: [...new Set([...fix.nodes, ...channels.nodes])],
    }));
}

const nameOf = (project: Project, id: string): string => indexGraph(project.graph).nodes.get(id)!.name;

/** Where it starts, and how it comes about: "It starts at “Conv2D 64”: 7 halves to 4, and 4 doubles to 8." */
function startOf({ project, inference, partition, start, output }: Mismatch): {
  readonly node: string;
  readonly words: string;
} {
  const { trunk } = partition;
  if (!start)
    return { node: trunk.at(-2) ?? output, words: ` It comes from “${nameOf(project, trunk.at(-2) ?? output)}”.` };
  // The node on the way down that leaves the size behind, which the decoder then misses.
  const scale = (id: string): Shape => scaleOf(inference.nodes.get(id)!.output!);
  const leaves = trunk
    .slice(trunk.indexOf(start.encoder) + 1)
    .find((id) => !sameShape(scale(id), scaleOf(start.encoderShape)))!;
  const [down, up] = [
    [scaleOf(start.encoderShape), scale(leaves)],
    [scale(trunk[trunk.indexOf(start.decoder) - 1]!), scaleOf(start.decoderShape)],
  ] as const;
  const comparable = [...down, ...up].every((shape) => shape.length === up[1].length);
  const words = comparable
    ? `“${nameOf(project, leaves)}”: ${change(...down)}, and ${change(...up)}.`
    : `“${nameOf(project, start.decoder)}”: it gives ${formatShape(up[1])} where the encoder had ${formatShape(down[0])}.`;
  return { node: start.decoder, words: ` It starts at ${words}` };
}

/** "7 halves to 4". Squares are said by their side. */
function change(from: Shape, to: Shape): string {
  const say = (shape: Shape): string =>
    shape.every((n) => n === shape[0]) ? shape[0]!.toLocaleString('en') : formatShape(shape);
  if (from.every((n, axis) => to[axis] === 2 * n)) return `${say(from)} doubles to ${say(to)}`;
  if (from.every((n, axis) => to[axis] === Math.ceil(n / 2))) return `${say(from)} halves to ${say(to)}`;
  return `${say(from)} becomes ${say(to)}`;
}
