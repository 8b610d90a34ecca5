/** The rectangle that the keyboard moves over a picture: where an arrow leads. Pure. */
import type { Box } from '#shared/explore/mask.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** A quarter of the picture's sides, in its middle. */
export function firstBox({ height, width }: Size): Box {
  const [w, h] = [Math.max(1, Math.round(width / 4)), Math.max(1, Math.round(height / 4))];
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** An arrow moves it by a pixel, with Shift its lower right corner; it stays within the picture. Null: no arrow. */
export function moveBox(box: Box, key: string, resizes: boolean, { height, width }: Size): Box | null {
  const step = arrows[key];
  if (!step) return null;
  const limit = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
  if (resizes)
    return {
      ...box,
      width: limit(box.width + step[0], 1, width - box.x),
      height: limit(box.height + step[1], 1, height - box.y),
    };
  return {
    ...box,
    x: limit(box.x + step[0], 0, width - box.width),
    y: limit(box.y + step[1], 0, height - box.height),
  };
}
