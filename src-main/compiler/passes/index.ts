/** The passes in their order; every one keeps the numbers. */
import type { Graph } from '../graph.ts';
import { cancelTransposes } from './cancel-transposes.ts';
import { delayBroadcasts } from './delay-broadcasts.ts';
import { dropNoOps } from './drop-no-ops.ts';
import { foldConstants } from './fold-constants.ts';
import { mergeCommon } from './merge-common.ts';
import { rejoinSplits } from './rejoin-splits.ts';
import { removeDead } from './remove-dead.ts';
import { slopes } from './slopes.ts';

const passes: readonly ((graph: Graph) => Graph)[] = [
  removeDead,
  foldConstants,
  dropNoOps,
  delayBroadcasts,
  slopes,
  rejoinSplits,
  cancelTransposes,
  mergeCommon,
  removeDead,
];

export function simplify(graph: Graph): Graph {
  return passes.reduce((simpler, pass) => pass(simpler), graph);
}
