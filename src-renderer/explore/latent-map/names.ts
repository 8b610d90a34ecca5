/** Where the names of groups stand, so that none covers another. Pure. */
import type { Size } from './view.ts';

/** A name with the place that it belongs to, and the room that it takes. CSS pixels. */
export interface NamePlace {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of two names without room for both, the one that weighs more stays. */
  readonly weight: number;
}

const gap = 4;
/** Further away from its group a name would say nothing. */
const furthest = 64;
/** Tried around a name's own place, in rings. */
const ringStep = 8;
const directions = 16;

/**
 * Each name at its own place, or as near to it as there is room within the stage; heavy ones choose first. Those without room, and those
 * whose place is not on the stage, are left out.
 */
export function placeNames<Name extends NamePlace>(names: readonly Name[], { width, height }: Size): readonly Name[] {
  const placed: Name[] = [];
  const isFree = (name: Name, x: number, y: number): boolean =>
    placed.every(
      (other) =>
        Math.abs(other.x - x) >= (other.width + name.width) / 2 + gap ||
        Math.abs(other.y - y) >= (other.height + name.height) / 2 + gap,
    );
  const isInside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x <= width && y <= height;
  for (const name of [...names].sort((a, b) => b.weight - a.weight)) {
    if (!isInside(name.x, name.y)) continue;
    const place = around(name).find(({ x, y }) => isInside(x, y) && isFree(name, x, y));
    if (place) placed.push({ ...name, ...place });
  }
  return placed;
}

/** Places to try, nearest first. */
function around({ x, y }: NamePlace): readonly { readonly x: number; readonly y: number }[] {
  const places = [{ x, y }];
  for (let radius = ringStep; radius <= furthest; radius += ringStep) {
    for (let turn = 0; turn < directions; turn++) {
      const angle = (turn / directions) * 2 * Math.PI;
      places.push({ x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius });
    }
  }
  return places;
}
