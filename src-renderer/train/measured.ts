/**
 * What a run measures at every epoch, as the charts, tables and facts show it: the loss, and each term that its objective names.
 * Owns their order, units and words, no drawing.
 */
import type { LossTerm, ObjectiveDefinition } from '#shared/objectives/objective.ts';
import type { EpochMetrics, TermMetrics } from '#shared/wire/training.ts';
import { formatLoss, formatPercent } from '../ui/format.ts';

export type Unit = NonNullable<LossTerm['unit']> | 'loss';

export interface Measured {
  /** 'loss', or the term's name. */
  readonly key: string;
  readonly title: string;
  readonly help: string;
  readonly unit: Unit;
}

const loss: Measured = {
  key: 'loss',
  title: 'Loss',
  help: 'What training makes smaller, penalties included.',
  unit: 'loss',
};

/** The loss first, then the objective's terms; with epochs only those that they have, and also what the objective no longer names. */
export function measuredBy(
  objective: Pick<ObjectiveDefinition, 'terms'> | null,
  epochs: readonly EpochMetrics[] = [],
): readonly Measured[] {
  const terms: Readonly<Record<string, LossTerm>> = objective?.terms ?? {};
  const last = epochs.at(-1);
  const unknown = Object.keys(last?.terms ?? {}).filter((key) => !Object.hasOwn(terms, key));
  return [
    loss,
    ...Object.entries(terms)
      .filter(([key]) => last === undefined || Object.hasOwn(last.terms, key))
      .map(([key, { title, help, unit }]): Measured => ({
        key,
        title,
        help,
        unit: unit ?? 'loss',
      })),
    ...unknown.map((key): Measured => ({ key, title: key, help: '', unit: 'loss' })),
  ];
}

const nothing: TermMetrics = { train: null, validation: null };

/** An epoch's figures of a measure. */
export const valuesOf = (metrics: EpochMetrics, key: string): TermMetrics =>
  key === 'loss' ? { train: metrics.loss, validation: metrics.validationLoss } : (metrics.terms[key] ?? nothing);

/** "0.0931", "23.4", "97.3%", "412": without its unit's name. */
export function formatMeasured(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  if (unit === 'share')
    return Number.isFinite(value) && value >= 0.1 ? `${(value * 100).toFixed(1)}%` : formatPercent(value);
  if (unit === 'count') return Number(value.toPrecision(4)).toLocaleString('en').replace('-', '−');
  return formatLoss(value);
}

/** Units that are said beside a figure's name. */
export const unitWords: Readonly<Record<Unit, string>> = { loss: '', nats: 'nats', bits: 'bits', share: '', count: '' };

/** "Reconstruction, nats". */
export const titleWithUnit = ({ title, unit }: Measured): string =>
  unitWords[unit] === '' ? title : `${title}, ${unitWords[unit]}`;

/** What a chart can show: one measure with its training and validation curves, or all of one unit over each other. */
export interface ChartChoice {
  readonly key: string;
  readonly title: string;
  readonly measures: readonly Measured[];
}

const togetherTitles: Readonly<Record<Unit, string>> = {
  loss: 'Parts together',
  nats: 'Parts together, nats',
  bits: 'Parts together, bits',
  share: 'Shares together',
  count: 'Counts together',
};

export function chartChoices(measured: readonly Measured[]): readonly ChartChoice[] {
  const terms = measured.filter(({ key }) => key !== 'loss');
  const units = [...new Set(terms.map(({ unit }) => unit))];
  const together = units.flatMap((unit) => {
    const measures = terms.filter((term) => term.unit === unit);
    return measures.length < 2 ? [] : [{ key: `all:${unit}`, title: togetherTitles[unit], measures }];
  });
  return [...measured.map((one) => ({ key: one.key, title: titleWithUnit(one), measures: [one] })), ...together];
}
