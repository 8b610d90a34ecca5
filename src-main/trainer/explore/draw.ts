/** Random latents by a seed: each is the same however many are drawn. Pure; owns truncation, no distribution of a network's. */
import { uniformNumbers } from '#shared/counter-random.ts';

export interface Truncation {
  readonly truncation: 'none' | 'truncated' | 'scaled';
  /** Standard deviations, or the factor of what is scaled. */
  readonly limit: number;
}

/** A number in [0, 1), for choices beside the latent's own numbers. */
export const chance = (seed: number, index: number): number => uniformNumbers(seed, 'explore', 2, index)();

/** Standard normal numbers (G. Box, M. Muller, 1958); truncated: drawn again until within ± limit; scaled: times limit. */
export function normalLatent(
  size: number,
  seed: number,
  index: number,
  { truncation, limit }: Truncation,
): Float32Array {
  const draw = uniformNumbers(seed, 'explore', 0, index);
  const one = (): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return Float32Array.from({ length: size }, () => {
    let value = one();
    while (truncation === 'truncated' && Math.abs(value) > limit) value = one();
    return truncation === 'scaled' ? value * limit : value;
  });
}

/** Uniform from −1 to 1; what is truncated or scaled, as far as the limit (a uniform number stays uniform by both). */
export function uniformLatent(
  size: number,
  seed: number,
  index: number,
  { truncation, limit }: Truncation,
): Float32Array {
  const draw = uniformNumbers(seed, 'explore', 0, index);
  const reach = truncation === 'none' ? 1 : Math.min(1, limit);
  return Float32Array.from({ length: size }, () => (draw() * 2 - 1) * reach);
}
