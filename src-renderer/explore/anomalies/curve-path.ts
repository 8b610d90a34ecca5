/** Curves as paths of an SVG of one by one, the origin at the lower left. Pure. */

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** At most so many points, for what lies closer cannot be told apart; the last always. */
const most = 400;

export function curvePath(points: readonly CurvePoint[]): string {
  const stride = Math.max(1, Math.ceil(points.length / most));
  const kept = points.filter((_, at) => at % stride === 0 || at === points.length - 1);
  return kept.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(4)} ${(1 - y).toFixed(4)}`).join('');
}
