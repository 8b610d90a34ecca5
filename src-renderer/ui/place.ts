/** Where something that floats goes, in window pixels, so that all of it can be seen. Owns geometry only. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 8;

const windowSize = (): Size => ({ width: innerWidth, height: innerHeight });
const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)));

/** Under the anchor and centred on it, or above where there is no room below. */
export function placeBeside(anchor: Box, size: Size, view: Size = windowSize()): { x: number; y: number } {
  const below = anchor.bottom + MARGIN;
  const y = below + size.height + MARGIN <= view.height ? below : anchor.top - size.height - MARGIN;
  const x = anchor.left + anchor.width / 2 - size.width / 2;
  return {
    x: clamp(x, MARGIN, view.width - size.width - MARGIN),
    y: clamp(y, MARGIN, view.height - size.height - MARGIN),
  };
}

/** At a point (a context menu), moved left or up as far as needed. */
export function placeAt(
  point: { x: number; y: number },
  size: Size,
  view: Size = windowSize(),
): { x: number; y: number } {
  return {
    x: clamp(point.x, MARGIN, view.width - size.width - MARGIN),
    y: clamp(point.y, MARGIN, view.height - size.height - MARGIN),
  };
}
