/** The activations of a dream's steps as a line and as a table. Pure. */

/** An SVG path over `width` × `height`, the largest at the top. */
export function riseLine(activations: Float32Array, width: number, height: number): string {
  const [low, high] = [Math.min(...activations), Math.max(...activations)];
  const span = high > low ? high - low : 1;
  const last = Math.max(1, activations.length - 1);
  return Array.from(activations, (value, at) => {
    const [x, y] = [(at / last) * width, height - 1 - ((value - low) / span) * (height - 2)];
    return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join('');
}

export const riseTable = (activations: Float32Array): string =>
  ['step,activation', ...Array.from(activations, (value, at) => `${at + 1},${value}`)].join('\n') + '\n';
