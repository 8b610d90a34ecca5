/** Whether the two ends of a network agree, and what those who would mend it need to know. Owns no words and no fixes. */
import type { Shape } from '../layers/layer.ts';
import type { Project } from './document.ts';
import { inferGraph, inferNodes, type Inference } from './infer.ts';
import { scaleOf, type Rung } from './ladder.ts';
import type { Partition } from './partition.ts';

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

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, axis) => n === b[axis]);

/** Null when the ends agree, or while a shape is unknown (another problem then says why). */
export function findMismatch(
  project: Project,
  inference: Inference,
  partition: Partition,
  ladder: readonly Rung[],
): Mismatch | null {
  const { input, output, nodes } = inference;
  if (input === null || output === null) return null;
  const came = nodes.get(input)!.output;
  const gives = nodes.get(output)!.output;
  if (!came || !gives || sameShape(came, gives) || partition.trunk.length === 0) return null;
  const scaled = came.length === gives.length && !sameShape(scaleOf(came), scaleOf(gives));
  const differing = [...ladder]
    .reverse()
    .find((rung) => rung.agreement === 'different' && rung.encoderShape.length > 1 && rung.decoderShape.length > 1);
  return {
    project,
    inference,
    partition,
    ladder,
    came,
    gives,
    input,
    output,
    start: scaled ? (differing ?? null) : null,
  };
}

/** The same question for a changed project: no mismatch, and nothing else broken that was whole. */
export function isMended(before: Inference, after: Project): boolean {
  const { input, output } = before;
  const nodes = inferNodes(after.graph, undefined, after.blocks);
  const came = input === null ? null : nodes.get(input)?.output;
  const gives = output === null ? null : nodes.get(output)?.output;
  if (!came || !gives || !sameShape(came, gives)) return false;
  const known = new Set(before.problems.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  return inferGraph(after).problems.every(({ id, severity }) => severity !== 'error' || known.has(id));
}
