/** What stands at the ticks of a chart's axes. */
import { formatSetting } from '../ui/format.ts';

/** All ticks of an axis with the same number of decimals: 0.06, 0.08, 0.10. Nulls (ticks a logarithm leaves out) stay blank. */
export function formatTicks(ticks: readonly (number | null)[], logarithmic: boolean): readonly string[] {
  if (logarithmic) return ticks.map((tick) => (tick === null ? '' : formatSetting(tick)));
  const given = ticks.filter((tick) => tick !== null);
  const step = given.length > 1 ? Math.abs(given[1]! - given[0]!) : Math.abs(given[0] ?? 1) || 1;
  if (step < 1e-5) return ticks.map((tick) => (tick === null ? '' : formatSetting(tick)));
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return ticks.map((tick) =>
    tick === null
      ? ''
      : tick.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
}
