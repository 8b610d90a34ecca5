/** Fills holes without a network: what is around them spreads evenly into them. Pure; the measure that a network has to beat. */

/** Over-relaxation, and the change per round (of a range of about 1) below which it has settled. */
const [relaxation, tolerance] = [1.8, 2e-5];
/** Pixel updates at most: large holes are started well by their coarser pictures. */
const mostUpdates = 4_000_000;

interface Grid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Values [height, width, channels] with each missing pixel the mean of its neighbours (a discrete Laplace equation; pixels at the
 * border have fewer). Begun by a pyramid of means (S. Gortler et al., The Lumigraph, 1996, section 3.4.2: pull, push), then
 * Gauss–Seidel rounds with over-relaxation. Without any known pixel: all `otherwise`.
 */
export function diffuse(values: Float32Array, missing: Uint8Array, grid: Grid, otherwise: number): Float32Array {
  const filled = pullAndPush(values, missing, grid, otherwise);
  const places = Uint32Array.from(missing.keys()).filter((pixel) => missing[pixel] !== 0);
  if (places.length === missing.length) return filled;
  const rounds = Math.max(1, Math.floor(mostUpdates / Math.max(1, places.length * grid.channels)));
  for (let round = 0; round < rounds; round++) if (relax(filled, places, grid) < tolerance) break;
  return filled;
}

/** One round over the missing pixels; the largest change. */
function relax(values: Float32Array, places: Uint32Array, { height, width, channels }: Grid): number {
  let most = 0;
  for (const pixel of places) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    for (let channel = 0; channel < channels; channel++) {
      const at = pixel * channels + channel;
      let [sum, count] = [0, 0];
      const take = (isThere: boolean, from: number): void => {
        if (!isThere) return;
        sum += values[from]!;
        count += 1;
      };
      take(row > 0, at - width * channels);
      take(row < height - 1, at + width * channels);
      take(column > 0, at - channels);
      take(column < width - 1, at + channels);
      const change = sum / Math.max(1, count) - values[at]!;
      most = Math.max(most, Math.abs(change));
      values[at] = values[at]! + relaxation * change;
    }
  }
  return most;
}

/** Missing pixels from the mean of the known ones of a picture half as large, and so on. */
function pullAndPush(values: Float32Array, missing: Uint8Array, grid: Grid, otherwise: number): Float32Array {
  const { height, width, channels } = grid;
  const filled = Float32Array.from(values);
  if (!missing.includes(1)) return filled;
  if (height * width === 1 || !missing.includes(0)) return filled.fill(otherwise);
  const half = { height: Math.ceil(height / 2), width: Math.ceil(width / 2), channels };
  const sums = new Float32Array(half.height * half.width * channels);
  const counts = new Uint32Array(half.height * half.width);
  const parentOf = (pixel: number): number =>
    Math.floor(Math.floor(pixel / width) / 2) * half.width + Math.floor((pixel % width) / 2);
  for (let pixel = 0; pixel < missing.length; pixel++) {
    if (missing[pixel]) continue;
    const parent = parentOf(pixel);
    counts[parent]! += 1;
    for (let channel = 0; channel < channels; channel++)
      sums[parent * channels + channel]! += values[pixel * channels + channel]!;
  }
  const means = sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / channels)]!));
  const coarse = pullAndPush(
    means,
    Uint8Array.from(counts, (count) => (count === 0 ? 1 : 0)),
    half,
    otherwise,
  );
  for (let pixel = 0; pixel < missing.length; pixel++)
    if (missing[pixel])
      for (let channel = 0; channel < channels; channel++)
        filled[pixel * channels + channel] = coarse[parentOf(pixel) * channels + channel]!;
  return filled;
}
