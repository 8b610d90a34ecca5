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
  const neighbours = neighboursOf(places, grid);
  const rounds = Math.max(1, Math.floor(mostUpdates / Math.max(1, places.length * grid.channels)));
  for (let round = 0; round < rounds; round++) if (relax(filled, places, neighbours, grid.channels) < tolerance) break;
  return filled;
}

/** Four of each pixel; one beyond the border is the pixel itself, which leaves the mean of the others as what it settles at. */
function neighboursOf(places: Uint32Array, { height, width }: Grid): Uint32Array {
  const all = new Uint32Array(places.length * 4);
  places.forEach((pixel, at) => {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    all[at * 4] = row > 0 ? pixel - width : pixel;
    all[at * 4 + 1] = row < height - 1 ? pixel + width : pixel;
    all[at * 4 + 2] = column > 0 ? pixel - 1 : pixel;
    all[at * 4 + 3] = column < width - 1 ? pixel + 1 : pixel;
  });
  return all;
}

/** One round over the missing pixels; the largest change. */
function relax(values: Float32Array, places: Uint32Array, neighbours: Uint32Array, channels: number): number {
  let most = 0;
  for (let at = 0; at < places.length; at++)
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let side = at * 4; side < at * 4 + 4; side++) sum += values[neighbours[side]! * channels + channel]!;
      const place = places[at]! * channels + channel;
      const change = sum / 4 - values[place]!;
      most = Math.max(most, Math.abs(change));
      values[place] = values[place]! + relaxation * change;
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
