/** Sizes that a dream grows through. Pure. */

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** The longer side as wanted, the other in proportion; at least one pixel. */
export function sizeWithin({ height, width }: Size, longest: number): Size {
  const scale = longest / Math.max(height, width);
  return { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
}

/**
 * Ascending, the last one `size` itself, each `scale` times as large as the one before (A. Mordvintsev, C. Olah, M. Tyka, Inceptionism,
 * 2015). Octaves of which `admits` says no are left out: the last one never is.
 */
export function octaveSizes(
  size: Size,
  { octaves, octaveScale }: { readonly octaves: number; readonly octaveScale: number },
  admits: (size: Size) => boolean,
): readonly Size[] {
  const smaller = Array.from({ length: octaves - 1 }, (_, at) => {
    const factor = octaveScale ** (octaves - 1 - at);
    return { height: Math.round(size.height / factor), width: Math.round(size.width / factor) };
  });
  return [...smaller.filter((each) => Math.min(each.height, each.width) >= 1 && admits(each)), size];
}
