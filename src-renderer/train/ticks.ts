/** What stands at the ticks of a chart's axes. */
import { formatSetting } from '../ui/format.ts';
import type { Unit } from './measured.ts';

/** All ticks of an axis with as many decimals as its steps need: 0.06, 0.08, 0.10; 0.150, 0.175. Nulls (ticks a logarithm leaves out) stay blank. */
export function formatTicks(
  ticks: readonly (number | null)[],
  logarithmic: boolean,
  unit: Unit = 'loss',
): readonly string[] {
  if (unit === 'share')
    return formatTicks(
      ticks.map((tick) => tick && Number((tick * 100).toPrecision(12))),
      logarithmic,
    ).map((text) => (text === '' ? '' : `${text}%`));
  if (logarithmic) return ticks.map((tick) => (tick === null ? '' : formatSetting(tick)));
  const given = ticks.filter((tick) => tick !== null);
  const step = given.length > 1 ? Math.abs(given[1]! - given[0]!) : Math.abs(given[0] ?? 1) || 1;
  if (step < 1e-5) return ticks.map((tick) => (tick === null ? '' : formatSetting(tick)));
  const decimals = [0, 1, 2, 3, 4, 5, 6].find((digits) => isWhole(step * 10 ** digits)) ?? 6;
  return ticks.map((tick) =>
    tick === null
      ? ''
      : tick.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
