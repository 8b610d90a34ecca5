/** What an objective measures besides its loss, in words. Owns words, no figures. */
import type { LossTerm } from '#shared/objectives/objective.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';

export type Terms = Readonly<Record<string, LossTerm>>;

/** "91.2%", "24.493 nats", "0.1134". */
export function formatTerm(value: number, { unit }: LossTerm): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)}%`;
  if (unit === 'count') return value.toFixed(1);
  return `${value.toPrecision(5)}${unit === 'nats' || unit === 'bits' ? ` ${unit}` : ''}`;
}

/** Title and figure of each term that was measured, in the objective's order. */
export const describeTerms = (
  terms: Terms,
  values: Readonly<Record<string, number | null>>,
): readonly [string, string][] =>
  Object.entries(terms).flatMap(([name, term]) => {
    const value = values[name] ?? null;
    return value === null ? [] : [[term.title, formatTerm(value, term)] as [string, string]];
  });

/** An epoch's figures: on samples to validate on, or on those trained on where there are none. */
export const heldOutTerms = (terms: EpochMetrics['terms']): Readonly<Record<string, number | null>> =>
  Object.fromEntries(Object.entries(terms).map(([name, { train, validation }]) => [name, validation ?? train]));
