/** Which pictures of a gallery are in sight, and from which sheet each comes. Owns the arithmetic, no elements. */

export interface GalleryLayout {
  readonly columns: number;
  /** Tile and gap together, in CSS pixels. */
  readonly pitch: { readonly width: number; readonly height: number };
  readonly rows: number;
  /** Of the whole scrolled content. */
  readonly height: number;
}

export function layoutGallery(
  count: number,
  width: number,
  tile: { width: number; height: number },
  gap: number,
): GalleryLayout {
  const pitch = { width: tile.width + gap, height: tile.height + gap };
  const columns = Math.max(1, Math.floor((width + gap) / pitch.width));
  const rows = Math.ceil(count / columns);
  return { columns, pitch, rows, height: Math.max(0, rows * pitch.height - gap) };
}

/** Rows in sight, with a screen's half above and below so that scrolling shows no holes: [first, end). */
export function visibleRows(layout: GalleryLayout, scrollTop: number, viewHeight: number): readonly [number, number] {
  const air = viewHeight / 2;
  const first = Math.floor((scrollTop - air) / layout.pitch.height);
  const end = Math.ceil((scrollTop + viewHeight + air) / layout.pitch.height);
  return [Math.max(0, Math.min(first, layout.rows)), Math.max(0, Math.min(end, layout.rows))];
}

/** The places in these rows, in order. */
export function visiblePlaces(
  layout: GalleryLayout,
  count: number,
  scrollTop: number,
  viewHeight: number,
): readonly number[] {
  const [first, end] = visibleRows(layout, scrollTop, viewHeight);
  const from = first * layout.columns;
  const until = Math.min(count, end * layout.columns);
  return Array.from({ length: Math.max(0, until - from) }, (_, offset) => from + offset);
}

/** Where to scroll to, so that the row of a place is whole in sight: no further than needed. */
export function scrollToPlace(place: number, layout: GalleryLayout, scrollTop: number, viewHeight: number): number {
  const { columns, pitch } = layout;
  const top = Math.floor(place / columns) * pitch.height;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + pitch.height - viewHeight);
}

export interface SheetGrid {
  readonly columns: number;
  readonly rows: number;
}

/** A sheet of small pictures holds 128 of them; of large ones so many that it stays below four million pixels. */
export function sheetGrid(picture: { readonly width: number; readonly height: number }): SheetGrid {
  const count = Math.min(128, Math.max(1, Math.floor(4_000_000 / (picture.width * picture.height))));
  const columns = Math.min(16, count);
  return { columns, rows: Math.floor(count / columns) };
}

export interface SheetPlace extends SheetGrid {
  /** As the address has it. */
  readonly name: string;
  readonly column: number;
  readonly row: number;
}

/**
 * Where a picture is. Sheets start at multiples of their size whatever the window's width, so that the browser's cache
 * serves them again; the studio leaves what the last one has too much black.
 */
export function sheetOf(index: number, { columns, rows }: SheetGrid): SheetPlace {
  const count = columns * rows;
  const start = Math.floor(index / count) * count;
  const within = index - start;
  return {
    name: `sheet-${start}-${count}-${columns}.png`,
    column: within % columns,
    row: Math.floor(within / columns),
    columns,
    rows,
  };
}

const share = (at: number, of: number): number => (of <= 1 ? 0 : (at / (of - 1)) * 100);

/** A place in a sheet as CSS: background size and position. */
export const backgroundOf = (place: SheetPlace): { readonly size: string; readonly position: string } => ({
  size: `${place.columns * 100}% ${place.rows * 100}%`,
  position: `${share(place.column, place.columns)}% ${share(place.row, place.rows)}%`,
});

/** Where the keyboard's arrow goes in a grid; stays where there is nothing. */
export function moveInGrid(index: number, key: string, columns: number, count: number, rowsInView: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * rowsInView,
    PageDown: columns * rowsInView,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key] ?? 0;
  const next = index + step;
  if (key.startsWith('Page')) return Math.min(count - 1, Math.max(0, next));
  return next >= 0 && next < count ? next : index;
}
