/** Plane geometry of the map: the box that is shown, its decoded grid, what a lasso encloses, round steps for its axes. Pure. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Share of the points that may lie outside on each side: a few far ones do not make all others small. */
const outside = 0.001;
const margin = 0.04;

/** Where nearly all places [points, 2] lie, with a margin; never empty. */
export function boxOf(places: Float32Array): Box {
  const side = (offset: 0 | 1): [number, number] => {
    const sorted = new Float32Array(places.length / 2).map((_, at) => places[at * 2 + offset]!).sort();
    const last = sorted.length - 1;
    const [low, high] = [sorted[Math.floor(outside * last)] ?? -1, sorted[Math.ceil((1 - outside) * last)] ?? 1];
    return [low, high];
  };
  const [[left, right], [bottom, top]] = [side(0), side(1)];
  const more = Math.max(right - left, top - bottom) * margin || 1;
  return { left: left - more, right: right + more, bottom: bottom - more, top: top + more };
}

export interface Grid {
  readonly box: Box;
  readonly columns: number;
  readonly rows: number;
}

/** Square cells over a box, `longer` along its longer side; the box grows a little where they do not fit. */
export function gridOver({ left, right, bottom, top }: Box, longer: number): Grid {
  const [width, height] = [right - left, top - bottom];
  const cell = Math.max(width, height) / longer;
  const [columns, rows] = [Math.max(1, Math.round(width / cell)), Math.max(1, Math.round(height / cell))];
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return {
    box: {
      ...{ left: x - (columns / 2) * cell, right: x + (columns / 2) * cell },
      ...{ bottom: y - (rows / 2) * cell, top: y + (rows / 2) * cell },
    },
    columns,
    rows,
  };
}

/** Middles of the cells [rows × columns, 2], the top row first. */
export function middlesOf({ box, columns, rows }: Grid): Float32Array {
  const places = new Float32Array(columns * rows * 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * 2;
      places[at] = box.left + ((column + 0.5) / columns) * (box.right - box.left);
      places[at + 1] = box.top - ((row + 0.5) / rows) * (box.top - box.bottom);
    }
  }
  return places;
}

/**
 * Whether a place lies in a polygon [corners, 2], by crossings (even–odd rule). Its sides are sorted into bands once, so that each of
 * very many places is held against those at its own height alone.
 */
export function insideOf(polygon: ArrayLike<number>): (x: number, y: number) => boolean {
  const { left, right, bottom, top } = boxAround(polygon);
  const last = Math.max(0, polygon.length / 2 - 1);
  const bandOf = (y: number): number => Math.min(last, Math.floor(((y - bottom) / (top - bottom || 1)) * last));
  const bands: number[][] = Array.from({ length: last + 1 }, () => []);
  for (let at = 0, before = polygon.length - 2; at < polygon.length; before = at, at += 2) {
    const [ends, begins] = [bandOf(polygon[at + 1]!), bandOf(polygon[before + 1]!)];
    for (let band = Math.min(ends, begins); band <= Math.max(ends, begins); band++) bands[band]!.push(at, before);
  }
  return (x, y) => {
    if (!(x >= left && x <= right && y >= bottom && y <= top)) return false;
    const sides = bands[bandOf(y)]!;
    let inside = false;
    for (let side = 0; side < sides.length; side += 2) {
      const [at, before] = [sides[side]!, sides[side + 1]!];
      const [ay, by] = [polygon[at + 1]!, polygon[before + 1]!];
      const [ax, bx] = [polygon[at]!, polygon[before]!];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  };
}

/** The box around a polygon [corners, 2]. */
function boxAround(polygon: ArrayLike<number>): Box {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < polygon.length; at += 2) {
    left = Math.min(left, polygon[at]!);
    right = Math.max(right, polygon[at]!);
    bottom = Math.min(bottom, polygon[at + 1]!);
    top = Math.max(top, polygon[at + 1]!);
  }
  return { left, right, bottom, top };
}

/** Round numbers (1, 2 or 5 times a power of ten) from low to high, about `wanted` of them. */
export function roundSteps(low: number, high: number, wanted: number): readonly number[] {
  const rough = (high - low) / wanted;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999)!;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Median place of the points of each group, [groups, 2]; NaN for groups without any. `groupOf`: of each point, below `groups`. */
export function middlesOfGroups(places: Float32Array, groupOf: ArrayLike<number>, groups: number): Float32Array {
  const counts = new Uint32Array(groups);
  for (let point = 0; point < groupOf.length; point++) counts[groupOf[point]!]! += 1;
  const members = Array.from(counts, (count) => [new Float32Array(count), new Float32Array(count)] as const);
  counts.fill(0);
  for (let point = 0; point < groupOf.length; point++) {
    const group = groupOf[point]!;
    const [x, y] = members[group]!;
    const at = counts[group]!++;
    x[at] = places[point * 2]!;
    y[at] = places[point * 2 + 1]!;
  }
  return Float32Array.from(members.flatMap(([x, y]) => [medianOf(x), medianOf(y)]));
}

/** The upper median, NaN of none; moves the values about. Without sorting them all (C. A. R. Hoare, Algorithm 65: Find, 1961). */
function medianOf(values: Float32Array): number {
  const wanted = Math.floor(values.length / 2);
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let [from, to] = [low, high];
    while (from <= to) {
      while (values[from]! < pivot) from += 1;
      while (values[to]! > pivot) to -= 1;
      if (from > to) break;
      const swapped = values[from]!;
      values[from] = values[to]!;
      values[to] = swapped;
      from += 1;
      to -= 1;
    }
    if (wanted <= to) high = to;
    else if (wanted >= from) low = from;
    else break;
  }
  return values[wanted] ?? NaN;
}
