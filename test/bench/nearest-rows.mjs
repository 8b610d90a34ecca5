// Fills in missing cells of mixed rows from the most similar rows (k nearest neighbours): the rival that fill-in-table.mjs measures against.
// Rows are compared by the columns that both know (as scikit-learn's nan_euclidean does): numbers standardised, a category as far from another
// as the settings say (Wilson and Martinez 1997, "heterogeneous" distances). How many neighbours count, whether nearer ones count more, and how
// far categories lie apart is chosen by hiding known cells and filling these in, for numbers and for categories by themselves.

const ks = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50];
const categoryDistances = [0.5, 1, 1.5, 2];

/** Mean and deviation of a column's numbers, or how often each category stands in it. */
function statisticsOf(cells, column, at) {
  const known = cells.map((row) => row[at]).filter((value) => value !== null);
  if (column.type === 'category') {
    const counts = new Map();
    for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
    return { most: [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null };
  }
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, deviation: Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) || 1 };
}

/** Each column's mean, or its most frequent category. */
export function usualCells(cells, columns) {
  return columns.map((column, at) => {
    const { mean, most } = statisticsOf(cells, column, at);
    return column.type === 'category' ? most : mean;
  });
}

/** Distances between all rows [count × count]; Infinity where two know no column in common. */
function distancesOf(cells, columns, apart) {
  const statistics = columns.map((column, at) => statisticsOf(cells, column, at));
  const scaled = cells.map((row) =>
    row.map((value, at) =>
      value === null || columns[at].type === 'category'
        ? value
        : (value - statistics[at].mean) / statistics[at].deviation,
    ),
  );
  return scaled.map((a) =>
    Float64Array.from(scaled, (b) => {
      let [sum, shared] = [0, 0];
      for (let at = 0; at < columns.length; at++) {
        if (a[at] === null || b[at] === null) continue;
        shared += 1;
        sum += columns[at].type === 'category' ? (a[at] === b[at] ? 0 : apart ** 2) : (a[at] - b[at]) ** 2;
      }
      return shared === 0 ? Infinity : Math.sqrt(sum / shared);
    }),
  );
}

function fillWith(cells, columns, distances, holes, { k, nearer }) {
  const usual = usualCells(cells, columns);
  return holes.map(([row, at]) => {
    const donors = [...cells.keys()].filter(
      (other) => other !== row && cells[other][at] !== null && distances[row][other] < Infinity,
    );
    const nearest = donors.sort((a, b) => distances[row][a] - distances[row][b]).slice(0, k);
    if (nearest.length === 0) return usual[at];
    const weights = nearest.map((other) => (nearer ? 1 / (distances[row][other] + 1e-3) : 1));
    if (columns[at].type !== 'category') {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return nearest.reduce((sum, other, i) => sum + weights[i] * cells[other][at], 0) / total;
    }
    const votes = new Map();
    nearest.forEach((other, i) => votes.set(cells[other][at], (votes.get(cells[other][at]) ?? 0) + weights[i]));
    return [...votes].sort((a, b) => b[1] - a[1])[0][0];
  });
}

/** How badly cells are filled in: mean square of numbers in their deviations, share of categories that are wrong. */
function badness(cells, columns, holes, filled, kind) {
  let [sum, count] = [0, 0];
  const statistics = columns.map((column, at) => statisticsOf(cells, column, at));
  holes.forEach(([row, at], i) => {
    if ((columns[at].type === 'category') !== (kind === 'category')) return;
    count += 1;
    sum +=
      kind === 'category'
        ? Number(filled[i] !== cells[row][at])
        : ((filled[i] - cells[row][at]) / statistics[at].deviation) ** 2;
  });
  return count === 0 ? 0 : sum / count;
}

/** `holes`: [row, column] to fill in. `chance` draws numbers in 0 … 1. */
export function fillFromNearest(cells, columns, holes, chance) {
  const hidden = [];
  const tried = cells.map((row, at) =>
    row.map((value, column) => {
      if (value === null || chance() >= 0.15) return value;
      hidden.push([at, column]);
      return null;
    }),
  );
  const options = categoryDistances.flatMap((apart) => {
    const distances = distancesOf(tried, columns, apart);
    return ks.flatMap((k) =>
      [false, true].map((nearer) => {
        const filled = fillWith(tried, columns, distances, hidden, { k, nearer });
        const of = (kind) => badness(cells, columns, hidden, filled, kind);
        return { apart, k, nearer, number: of('number'), category: of('category') };
      }),
    );
  });
  const best = (kind) => options.reduce((best, each) => (each[kind] < best[kind] ? each : best));
  const chosen = { number: best('number'), category: best('category') };
  const ways = Object.entries(chosen).map(([kind, way]) => [
    kind,
    fillWith(cells, columns, distancesOf(cells, columns, way.apart), holes, way),
  ]);
  const byKind = Object.fromEntries(ways);
  return {
    filled: holes.map(([, at], i) => byKind[columns[at].type === 'category' ? 'category' : 'number'][i]),
    chosen,
  };
}
