import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import { describeCount, describeSource, previewBindings, shortPath } from '../../../src-renderer/data/binding.ts';
import { fitBox, lostShare } from '../../../src-renderer/data/fit.ts';
import {
  backgroundOf,
  layoutGallery,
  moveInGrid,
  scrollToPlace,
  sheetGrid,
  sheetOf,
  visiblePlaces,
  visibleRows,
} from '../../../src-renderer/data/gallery.ts';
import { LabelIndex } from '../../../src-renderer/data/label-index.ts';

describe('a gallery of many pictures', () => {
  const layout = layoutGallery(100_000, 1000, { width: 56, height: 56 }, 8);
  it('lays out a hundred thousand', () => {
    expect(layout).toEqual({ columns: 15, pitch: { width: 64, height: 64 }, rows: 6667, height: 6667 * 64 - 8 });
  });

  it('shows only what is in sight, within what there is', () => {
    expect(visibleRows(layout, 0, 600)).toEqual([0, 15]);
    expect(visibleRows(layout, layout.height - 600, 600)[1]).toBe(6667);
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e7, noNaN: true }), (top) => {
        const [first, end] = visibleRows(layout, top, 600);
        return first >= 0 && end <= 6667 && first <= end && end - first <= 22;
      }),
    );
  });

  it('names the places in sight, and no more than there are', () => {
    expect(visiblePlaces(layout, 100_000, 0, 600)).toEqual(Array.from({ length: 225 }, (_, place) => place));
    expect(visiblePlaces(layout, 100_000, layout.height - 600, 600).at(-1)).toBe(99_999);
    expect(visiblePlaces(layoutGallery(0, 1000, { width: 56, height: 56 }, 8), 0, 0, 600)).toEqual([]);
  });

  it('scrolls no further than a row needs to be whole in sight', () => {
    expect(scrollToPlace(15, layout, 0, 600)).toBe(0);
    expect(scrollToPlace(15, layout, 100, 600)).toBe(64);
    expect(scrollToPlace(15 * 20, layout, 100, 600)).toBe(21 * 64 - 600);
  });

  it('takes every picture from the sheet that holds it', () => {
    const grid = sheetGrid({ width: 28, height: 28 });
    expect(grid).toEqual({ columns: 16, rows: 8 });
    expect(sheetOf(130, grid)).toEqual({ name: 'sheet-128-128-16.png', column: 2, row: 0, columns: 16, rows: 8 });
    expect(backgroundOf(sheetOf(130, grid))).toEqual({ size: '1600% 800%', position: `${(2 / 15) * 100}% 0%` });
    expect(backgroundOf(sheetOf(7, { columns: 1, rows: 1 }))).toEqual({ size: '100% 100%', position: '0% 0%' });
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 4096 }), (index, side) => {
        const own = sheetGrid({ width: side, height: side });
        const place = sheetOf(index, own);
        const [, start, count, columns] = place.name.replace('.png', '').split('-').map(Number) as [
          number,
          number,
          number,
          number,
        ];
        // What src-main/studio/datasets.ts answers: at most 1,000 tiles and 25 million pixels, columns within the count.
        return (
          start + place.row * columns + place.column === index &&
          columns <= count &&
          count * side * side <= 25_000_000 &&
          place.row < place.rows
        );
      }),
    );
  });

  it('moves by keyboard without leaving the grid', () => {
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageDown', 'a'].map((key) =>
        moveInGrid(3, key, 10, 25, 2),
      ),
    ).toEqual([2, 4, 3, 13, 0, 24, 23, 3]);
    expect(moveInGrid(20, 'ArrowDown', 10, 25, 2)).toBe(20);
  });
});

describe('finding samples by label', () => {
  it('reads no further than it needs, and nothing twice', async () => {
    const pages: number[] = [];
    const index = new LabelIndex(2500, (start, count) => {
      pages.push(start);
      return Promise.resolve(
        Array.from({ length: count }, (_, i) => ({ index: start + i, label: String((start + i) % 10) })),
      );
    });
    expect(await index.find('3', 4)).toEqual([3, 13, 23, 33]);
    expect(pages).toEqual([0]);
    const [many, others] = await Promise.all([index.find('3', 150), index.find('4', 150)]);
    expect([many.length, others.length, pages]).toEqual([150, 150, [0, 1000]]);
    expect((await index.find('3', 9999)).length).toBe(250);
    expect(await index.find('none', 1)).toEqual([]);
    expect(pages).toEqual([0, 1000, 2000]);
  });
});

describe('fitting a picture into its frame', () => {
  const wide = { width: 200, height: 100 };
  const square = { width: 50, height: 50 };
  it('crops, contains or stretches', () => {
    expect(fitBox(wide, square, 'crop')).toEqual({ x: -25, y: 0, width: 100, height: 50 });
    expect(fitBox(wide, square, 'contain')).toEqual({ x: 0, y: 12.5, width: 50, height: 25 });
    expect(fitBox(wide, square, 'stretch')).toEqual({ x: 0, y: 0, width: 50, height: 50 });
    expect([lostShare(wide, square, 'crop'), lostShare(wide, square, 'contain')]).toEqual([0.5, 0]);
  });
});

describe('data in words', () => {
  const { data } = emptyProject('p', 'P');
  it('names sources and counts', () => {
    expect([
      describeSource(null),
      describeSource(data.source),
      describeSource({ kind: 'imageFolder', path: '/home/ada/pictures/emoji/' }),
      describeSource({ kind: 'idx', images: 'C:\\data\\train-images-idx3-ubyte.gz' }),
    ]).toEqual([
      'No data yet',
      'Built-in handwritten digits',
      'Folder pictures/emoji',
      'IDX file train-images-idx3-ubyte.gz',
    ]);
    expect(shortPath('/a')).toBe('a');
    expect([describeCount(10_000, 0), describeCount(3736, 50), describeCount(1, 1)]).toEqual([
      '10,000 images',
      '3,736 images · 50 files skipped',
      '1 image · 1 file skipped',
    ]);
  });

  it('previews the same few samples as they come and as the network sees them', () => {
    const own = { ...data, image: { ...data.image, invert: true, width: 32, height: 32 } };
    const { before, after } = previewBindings(own);
    expect([before.limit, after.limit, before.image.invert, before.image.width, after.image]).toEqual([
      6,
      6,
      false,
      null,
      own.image,
    ]);
    const photographs = previewBindings({ ...own, source: { kind: 'imageFolder', path: '/p' }, limit: 3 });
    expect(photographs.before).toMatchObject({ limit: 3, image: { width: 192, height: 192, fit: 'contain' } });
  });
});
