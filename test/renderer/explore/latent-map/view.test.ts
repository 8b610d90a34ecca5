/** Where one looks on the map, and which samples are shown there as pictures. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseThumbnails,
  estimateInside,
  showsThumbnails,
} from '../../../../src-renderer/explore/latent-map/thumbnails.ts';
import {
  fitBox,
  moved,
  padding,
  pointRadius,
  shownBox,
  toPixel,
  toPlace,
  zoomed,
} from '../../../../src-renderer/explore/latent-map/view.ts';

const size = { width: 800, height: 500 };
const box = { left: -2, right: 6, bottom: 1, top: 3 };
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const views = fc.record({ x: number(-50, 50), y: number(-50, 50), scale: number(0.01, 1000) });

describe('a view', () => {
  test('fits a box, with room around it', () => {
    const view = fitBox(box, size);
    expect(toPixel(view, size, box.left, 2).x).toBeCloseTo(padding);
    expect(toPixel(view, size, box.right, 2).x).toBeCloseTo(size.width - padding);
    const { left, right, bottom, top } = shownBox(view, size);
    expect(left <= box.left && right >= box.right && bottom <= box.bottom && top >= box.top).toBe(true);
  });

  test('takes pixels to places and back; up is more', () => {
    fc.assert(
      fc.property(views, number(0, 800), number(0, 500), (view, x, y) => {
        const place = toPlace(view, size, x, y);
        const pixel = toPixel(view, size, place.x, place.y);
        expect(pixel.x).toBeCloseTo(x, 5);
        expect(pixel.y).toBeCloseTo(y, 5);
        expect(toPlace(view, size, x, y - 10).y).toBeGreaterThan(place.y);
      }),
    );
  });

  test('moves with the pointer, and zooms around it, within its limits', () => {
    fc.assert(
      fc.property(views, number(0, 800), number(0, 500), number(0.1, 10), (view, x, y, factor) => {
        const place = toPlace(view, size, x, y);
        const after = toPixel(moved(view, 30, -20), size, place.x, place.y);
        expect([after.x - 30, after.y + 20]).toEqual([expect.closeTo(x, 5), expect.closeTo(y, 5)]);
        const zoom = zoomed(view, size, factor, { x, y }, [0.1, 500]);
        expect(zoom.scale).toBeGreaterThanOrEqual(0.1);
        expect(zoom.scale).toBeLessThanOrEqual(500);
        const still = toPixel(zoom, size, place.x, place.y);
        expect([still.x, still.y]).toEqual([expect.closeTo(x, 4), expect.closeTo(y, 4)]);
      }),
    );
  });

  test('draws many points smaller than few, and larger zoomed in', () => {
    const radii = [10, 1000, 10_000, 100_000].map((count) => pointRadius(count, 1));
    expect(radii).toEqual([...radii].sort((a, b) => b - a));
    expect(pointRadius(1000, 10)).toBeGreaterThan(pointRadius(1000, 1));
  });
});

describe('thumbnails', () => {
  test('are shown zoomed in, where there are not too many points for them', () => {
    expect(showsThumbnails(1, 10, 400_000)).toBe(false);
    expect(showsThumbnails(4, 10, 400_000)).toBe(true);
    expect(showsThumbnails(4, 100_000, 400_000)).toBe(false);
  });

  test('one for each cell, the same ones while one moves and more after zooming in', () => {
    const places = Float32Array.from({ length: 2000 }, (_, at) => ((at * 0.618_033_988) % 1) * 10);
    const all = Array.from({ length: 1000 }, (_, point) => point);
    const chosen = chooseThumbnails(all, places, 64);
    expect(new Set(chosen).size).toBe(chosen.length);
    expect(chooseThumbnails([...all].reverse(), places, 64).toSorted()).toEqual(chosen.toSorted());
    const left = all.filter((point) => places[point * 2]! < 5);
    for (const point of chooseThumbnails(left, places, 64).filter((point) => places[point * 2]! < 4))
      expect(chosen).toContain(point);
    expect(chooseThumbnails(all, places, 256).length).toBeGreaterThan(chosen.length);
  });

  test('are counted exactly where points are few, and nearly where they are many', () => {
    const few = Float32Array.of(0, 0, 1, 1, 2, 2);
    expect(estimateInside(few, { left: 0.5, right: 3, bottom: 0, top: 3 })).toBe(2);
    const many = Float32Array.from({ length: 200_000 }, (_, at) => (at * 0.618_033_988) % 1);
    const quarter = estimateInside(many, { left: 0, right: 0.25, bottom: 0, top: 1 });
    expect(quarter).toBeGreaterThan(20_000);
    expect(quarter).toBeLessThan(30_000);
  });
});
