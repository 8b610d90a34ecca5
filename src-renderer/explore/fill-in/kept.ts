/** The strip of fills made before: which are kept. Pure. */
import type { Mask } from '#shared/explore/mask.ts';
import type { Filled } from '#shared/wire/explore/fill-in.ts';
import type { Picked } from '../picked.ts';

export interface KeptFill {
  readonly picked: Picked;
  readonly mask: Mask;
  readonly result: Filled;
  /** After which it was made. */
  readonly epoch: number;
}

const most = 24;

/** Newest first. Filled again, the same hole in the same picture takes the place of its last fill; a later epoch's is another. */
export function keepFill(kept: readonly KeptFill[], fill: KeptFill): readonly KeptFill[] {
  const isSame = ({ picked, mask, epoch }: KeptFill): boolean =>
    picked.name === fill.picked.name && mask === fill.mask && epoch === fill.epoch;
  return [fill, ...kept.filter((other) => !isSame(other))].slice(0, most);
}
