/** Drawn samples as a table: their latents, and what of the training samples is nearest. Pure. */
import type { Neighbours } from '#shared/wire/explore/sample.ts';

const short = (value: number): string => String(Number(value.toPrecision(7)));

/** `latents` is [count, size]. */
export function samplesTable(latents: Float32Array, size: number, neighbours: Neighbours | null): string {
  const count = latents.length / size;
  const values = Array.from({ length: size }, (_, at) => `latent ${at + 1}`);
  const head = ['sample', ...(neighbours ? ['nearest training sample', 'distance'] : []), ...values];
  const lines = Array.from({ length: count }, (_, row) => {
    const nearest = neighbours?.rows[row]?.[0];
    const found = neighbours ? [nearest ? nearest.index + 1 : '', nearest ? short(nearest.distance) : ''] : [];
    return [row + 1, ...found, ...Array.from(latents.subarray(row * size, (row + 1) * size), short)].join(',');
  });
  return `${head.join(',')}\n${lines.join('\n')}\n`;
}
