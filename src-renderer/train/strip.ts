/** Which epoch's pictures the strip shows, and how large its tiles are. Owns no pictures. */

/** The epoch to show: the chosen one or, where it has no pictures, the last before it; the latest while following. */
export function shownEpoch(available: readonly number[], chosen: number | null): number | null {
  const latest = available.at(-1) ?? null;
  if (chosen === null) return latest;
  return available.findLast((epoch) => epoch <= chosen) ?? available[0] ?? null;
}

/** The step of the slider that stands for an epoch. */
export const stepOf = (available: readonly number[], epoch: number | null): number =>
  epoch === null ? 0 : Math.max(0, available.indexOf(epoch));

/** What a move of the slider chooses: its last step means to follow what comes. */
export const chosenAt = (available: readonly number[], step: number): number | null =>
  step >= available.length - 1 ? null : (available[step] ?? null);

export interface TileSize {
  readonly width: number;
  readonly height: number;
}

/** A whole multiple is taken unless it wastes more than this share of the room. */
const WASTE = 0.2;

/**
 * The largest tile that fits `count` times into `width` × `height` with gaps between, in CSS pixels. From twice its
 * size on, a picture rather grows by whole multiples (of device pixels), so that all its pixels are equally large.
 */
export function tileSize(
  picture: TileSize,
  count: number,
  available: TileSize,
  gap: number,
  devicePixelRatio = 1,
): TileSize {
  const room = { width: (available.width - gap * (count - 1)) / Math.max(1, count), height: available.height };
  const exact = Math.max(0, Math.min(room.width / picture.width, room.height / picture.height));
  const whole = Math.floor(exact * devicePixelRatio) / devicePixelRatio;
  const scale = exact >= 2 / devicePixelRatio && whole >= exact * (1 - WASTE) ? whole : exact;
  return { width: Math.max(1, picture.width * scale), height: Math.max(1, picture.height * scale) };
}

/** The gap that spreads `count` columns over a width: at least `gap`, and no wider than a tile, so that rows stay rows. */
export const spread = (tile: number, count: number, width: number, gap: number): number =>
  count <= 1 ? gap : Math.max(gap, Math.min(tile, Math.floor((width - count * tile) / (count - 1))));

/** Where tile `index` of a row of `count` lies, as a CSS background position. */
export const tilePosition = (index: number, count: number): string =>
  `${count <= 1 ? 0 : (index / (count - 1)) * 100}% 0`;
