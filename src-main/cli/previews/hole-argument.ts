/** A hole named on the command line: a ready-made one, rectangles, or a picture of it. Owns reading them. */
import { InvalidArgumentError } from 'commander';
import {
  countMissing,
  emptyMask,
  paintBox,
  presetMask,
  type Box,
  type Mask,
  type Preset,
} from '#shared/explore/mask.ts';
import { UserError } from '#shared/problem.ts';
import { decodeImage } from '../../data/decode-image.ts';
import { usable } from './sample-argument.ts';

export interface HoleOptions {
  readonly preset?: Preset;
  readonly hole?: readonly Box[];
  readonly mask?: string;
  readonly seed: number;
}

/** "8,6,12,14" and those before it, for commander. */
export function readBox(text: string, before: readonly Box[] = []): readonly Box[] {
  const numbers = /^(\d+),(\d+),(\d+),(\d+)$/.exec(text)?.slice(1).map(Number);
  const [x, y, width, height] = numbers ?? [];
  if (!width || !height) throw new InvalidArgumentError('Four whole numbers were expected: x,y,width,height.');
  return [...before, { x: x!, y: y!, width, height }];
}

/** Without any of them: the centre. Throws a UserError for two kinds at once, and for a hole that lies outside the picture. */
export async function holeFrom(
  { preset, hole, mask, seed }: HoleOptions,
  height: number,
  width: number,
): Promise<Mask> {
  if ([preset, hole, mask].filter((given) => given !== undefined).length > 1)
    throw new UserError({
      received: 'Several kinds of holes were given.',
      expected: 'One of --preset, --hole and --mask says where the hole is.',
      action: 'Leave out the others; --hole may be given several times.',
    });
  if (mask !== undefined) return readMask(mask, height, width);
  if (hole === undefined) return presetMask(preset ?? 'centre', height, width, seed);
  const cut = hole.reduce((all, box) => paintBox(all, box), emptyMask(height, width));
  if (countMissing(cut) > 0) return cut;
  throw new UserError({
    received: `The hole lies outside the picture of ${width} × ${height} pixels.`,
    expected: '--hole x,y,width,height counts pixels from the upper left corner.',
    action: 'Move it into the picture.',
  });
}

/** White, or nearly, is missing. */
async function readMask(path: string, height: number, width: number): Promise<Mask> {
  const target = { height, width, channels: 1, fit: 'stretch', invert: false } as const;
  const { pixels } = await usable(path, decodeImage(path, target));
  return { height, width, missing: Uint8Array.from(pixels, (value) => (value > 127 ? 1 : 0)) };
}
