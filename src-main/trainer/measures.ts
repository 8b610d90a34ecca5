/** Means of what steps measure, the loss and its terms, each sample counting alike. Owns sums, not what they are of. */

export type Measures = Readonly<Record<string, { readonly sum: number; readonly samples: number }>>;

type Outputs = Readonly<Record<string, ArrayLike<number>>>;

/** With a batch's figures added; what it did not measure stays. */
export function addMeasures(measures: Measures, outputs: Outputs, count: number): Measures {
  const added = Object.entries(outputs).map(([name, values]) => {
    const value = values[0]!;
    const { sum, samples } = measures[name] ?? { sum: 0, samples: 0 };
    return [name, { sum: sum + value * count, samples: samples + count }] as const;
  });
  return { ...measures, ...Object.fromEntries(added) };
}

export const meansOf = (measures: Measures): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(measures).map(([name, { sum, samples }]) => [name, sum / samples]));

/** The first figure that is not finite, or null. */
export function findNotFiniteMeasure(outputs: Outputs): number | null {
  for (const values of Object.values(outputs)) if (!Number.isFinite(values[0])) return values[0]!;
  return null;
}
