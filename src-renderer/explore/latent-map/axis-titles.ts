/** What the axes of a map are called, in the window and in its table. Pure. */
import type { Projection } from '#shared/explore/map/projection.ts';
import { formatPercent } from '../../ui/format.ts';
import type { AxisTitles } from './overlay.ts';

/** Null where the axes mean nothing by themselves. */
export function axisTitles({ values, basis }: Pick<Projection, 'values' | 'basis'>): AxisTitles | null {
  if (values) return { x: `Latent value ${values[0] + 1} →`, y: `Latent value ${values[1] + 1} ↑` };
  if (!basis) return null;
  const share = (component: number): string => formatPercent(basis.shares[component] ?? 0);
  return { x: `Component 1 (${share(0)} of the spread) →`, y: `Component 2 (${share(1)}) ↑` };
}
