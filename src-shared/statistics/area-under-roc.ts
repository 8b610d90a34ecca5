/** The area under the ROC curve, exactly. Pure. */

/**
 * The probability that an unusual sample scores higher than a usual one, ties counting half: the Mann–Whitney statistic from
 * mid-ranks (Hanley, McNeil 1982, “The meaning and use of the area under a ROC curve”). Both need at least one score.
 */
export function areaUnderRoc(usual: ArrayLike<number>, unusual: ArrayLike<number>): number {
  const all = new Float64Array(usual.length + unusual.length);
  all.set(Float64Array.from(usual));
  all.set(Float64Array.from(unusual), usual.length);
  const order = Uint32Array.from(all, (_, index) => index).sort((a, b) => all[a]! - all[b]!);
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && all[order[end]!] === all[order[start]!]) end += 1;
    // Ranks start + 1 to end are shared alike.
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if (order[at]! >= usual.length) rankSum += rank;
    start = end;
  }
  return (rankSum - (unusual.length * (unusual.length + 1)) / 2) / (usual.length * unusual.length);
}
