/** A place that goes to and fro between 0 and 1, frame by frame. */

/** Seconds from one end to the other. */
const there = 3;

/** From `start` on, towards 1 first, until the returned function is called. */
export function swing(start: number, show: (place: number) => void): () => void {
  const begun = performance.now();
  let request = 0;
  const step = (now: number): void => {
    show(swingAt(start, (now - begun) / 1000));
    request = requestAnimationFrame(step);
  };
  request = requestAnimationFrame(step);
  return () => cancelAnimationFrame(request);
}

/** After so many seconds; turns at either end. */
export function swingAt(start: number, seconds: number): number {
  const way = (start + Math.max(0, seconds) / there) % 2;
  return way > 1 ? 2 - way : way;
}
