/** What the sliders move a latent along: its single values, or the directions in which the training samples differ most. Pure. */
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import type { LatentRanges } from '#shared/wire/explore/sample.ts';
import { formatPercent } from '../../ui/format.ts';
import { decodeFloats } from '../bytes.ts';

export interface Axis {
  /** "Latent 3", "Component 1 · 34%". */
  readonly label: string;
  /** 5th and 95th percentile of the training samples (of the noise, where there are none). */
  readonly low: number;
  readonly high: number;
  valueOf(latent: Float32Array): number;
  /** The latent with this value instead. */
  moved(latent: Float32Array, value: number): Float32Array;
}

/** More sliders help nobody; what they leave out is said. */
export const mostAxes = 64;

export function axesOf(info: ExploreInfo, ranges: LatentRanges | null, order: 'latent' | 'principal'): readonly Axis[] {
  if (ranges === null) return noiseAxes(info);
  return order === 'principal' && ranges.principal !== null ? principalAxes(ranges) : valueAxes(ranges);
}

const single = (label: string, at: number, low: number, high: number): Axis => ({
  ...{ label, low, high },
  valueOf: (latent) => latent[at]!,
  moved: (latent, value) => latent.with(at, value),
});

function valueAxes({ size, low, high }: LatentRanges): readonly Axis[] {
  const [lows, highs] = [decodeFloats(low), decodeFloats(high)];
  return Array.from({ length: Math.min(size, mostAxes) }, (_, at) =>
    single(`Latent ${at + 1}`, at, lows[at]!, highs[at]!),
  );
}

/** 5th and 95th percentile of the standard normal distribution: ±1.645; of the uniform one from −1 to 1: ±0.9. */
function noiseAxes({ noise }: ExploreInfo): readonly Axis[] {
  if (isImpossible(noise)) return [];
  const reach = noise.distribution === 'uniform' ? 0.9 : 1.645;
  return Array.from({ length: Math.min(noise.size, mostAxes) }, (_, at) =>
    single(`Noise ${at + 1}`, at, -reach, reach),
  );
}

function principalAxes({ size, mean, principal }: LatentRanges): readonly Axis[] {
  const { count, directions, low, high, shares } = principal!;
  const [means, all] = [decodeFloats(mean), decodeFloats(directions)];
  const [lows, highs, parts] = [decodeFloats(low), decodeFloats(high), decodeFloats(shares)];
  return Array.from({ length: count }, (_, at) => {
    const direction = all.subarray(at * size, (at + 1) * size);
    const valueOf = (latent: Float32Array): number =>
      latent.reduce((sum, value, place) => sum + (value - means[place]!) * direction[place]!, 0);
    return {
      ...{ label: `Component ${at + 1} · ${formatPercent(parts[at]!)}`, low: lows[at]!, high: highs[at]!, valueOf },
      moved(latent, value) {
        const by = value - valueOf(latent);
        return latent.map((old, place) => old + by * direction[place]!);
      },
    };
  });
}

/** What a slider spans: half as much again on both sides of what is typical, and where the sample itself stands. */
export function spanOf({ low, high }: Axis, value: number): { readonly min: number; readonly max: number } {
  const air = Math.max((high - low) / 2, 1e-3);
  return { min: Math.min(low - air, value), max: Math.max(high + air, value) };
}

/** latent + strength × (plus − minus); what is left out counts as nothing. */
export function addDifference(
  latent: Float32Array,
  strength: number,
  plus: Float32Array | null,
  minus: Float32Array | null,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(latent, (value, at) => value + strength * ((plus?.[at] ?? 0) - (minus?.[at] ?? 0)));
}

/** Mean of rows [count, size]. */
export function meanOf(rows: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(rows[0]!, (_, at) => rows.reduce((sum, row) => sum + row[at]! / rows.length, 0));
}
