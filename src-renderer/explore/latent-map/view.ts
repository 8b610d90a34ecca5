/** Which piece of the plane is on show, and at what scale. Pure: places to pixels and back, moving, zooming, fitting. */
import type { Box } from '#shared/explore/map/plane.ts';

export interface View {
  /** The place in the middle of the stage. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels a unit, alike in both directions. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** CSS pixels that stay free around what is fitted: room for the axes' numbers and the tools. */
export const padding = 28;

export function fitBox({ left, right, bottom, top }: Box, { width, height }: Size): View {
  const room = (pixels: number): number => Math.max(32, pixels - 2 * padding);
  const scale = Math.min(room(width) / (right - left), room(height) / (top - bottom));
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
}

export const toPixel = ({ x, y, scale }: View, { width, height }: Size, placeX: number, placeY: number) => ({
  x: width / 2 + (placeX - x) * scale,
  y: height / 2 - (placeY - y) * scale,
});

export const toPlace = ({ x, y, scale }: View, { width, height }: Size, pixelX: number, pixelY: number) => ({
  x: x + (pixelX - width / 2) / scale,
  y: y - (pixelY - height / 2) / scale,
});

/** What is on show, as a box. */
export function shownBox(view: View, size: Size): Box {
  const { x: left, y: top } = toPlace(view, size, 0, 0);
  const { x: right, y: bottom } = toPlace(view, size, size.width, size.height);
  return { left, right, bottom, top };
}

/** By pixels that the content moves. */
export const moved = (view: View, byX: number, byY: number): View => ({
  ...view,
  x: view.x - byX / view.scale,
  y: view.y + byY / view.scale,
});

/** Around a pixel, which keeps its place. `limits`: of the scale. */
export function zoomed(
  view: View,
  size: Size,
  factor: number,
  around: { readonly x: number; readonly y: number },
  [least, most]: readonly [number, number],
): View {
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const place = toPlace(view, size, around.x, around.y);
  const after = toPlace({ ...view, scale }, size, around.x, around.y);
  return { x: view.x + place.x - after.x, y: view.y + place.y - after.y, scale };
}

/** Radius of a point in CSS pixels: smaller for many, larger when zoomed in. `zoom`: 1 when all are on show. */
export function pointRadius(count: number, zoom: number): number {
  const atOnce = Math.min(3.6, Math.max(1.1, 22 / Math.sqrt(Math.sqrt(count)) - 0.4));
  return Math.min(7, atOnce * Math.max(1, zoom) ** 0.35);
}
