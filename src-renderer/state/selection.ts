/** Selections: sets of ids that are replaced, never mutated. */
export const selectionOf = (ids: Iterable<string>): ReadonlySet<string> => new Set(ids);
