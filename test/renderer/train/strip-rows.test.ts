import { describe, expect, it } from 'vitest';
import { stripRows } from '#shared/wire/strip.ts';
import type { StripInfo } from '#shared/wire/studio.ts';
import { rowsAt, showsDifference, stripTitle, withoutPictures } from '../../../src-renderer/train/strip-rows.ts';

const none = { fed: false, target: false, generated: false };
const strip = (has: Partial<typeof none>, more: Partial<StripInfo> = {}): StripInfo => ({
  ...{ count: 3, width: 28, height: 28, labels: ['0', '1', '2'], epochs: [0, 1] },
  rows: stripRows({ ...none, ...has }),
  ...more,
});

describe('the rows of the strip', () => {
  it('are those that the run wrote down, each with its picture of the epoch', () => {
    expect(rowsAt(strip({ fed: true }), 4).map(({ title, file }) => [title, file])).toEqual([
      ['original', 'original.png'],
      ['given', 'fed.png'],
      ['reconstruction', 'reconstruction-4.png'],
      ['difference', 'difference-4.png'],
    ]);
  });

  it('are told apart by readers of screens; labels are those of samples, not of what is generated', () => {
    const labels = rowsAt(strip({ generated: true }), 4).map(({ label }) => label);
    expect(labels).toEqual([
      'real: 0, 1, 2',
      'generated after epoch 4',
      'generated after epoch 4',
      'generated after epoch 4',
    ]);
  });

  it('have the size of the second pictures of pairs where they are like those', () => {
    const rows = rowsAt(strip({ target: true }, { target: { width: 56, height: 56 } }), 1);
    expect(rows.map(({ picture, size }) => [picture, size.width])).toEqual([
      ['original', 28],
      ['target', 56],
      ['reconstruction', 56],
      ['difference', 56],
    ]);
  });

  it('say what they show, and whether differences are among them', () => {
    expect([stripTitle(strip({}), 0), stripTitle(strip({}), 3), stripTitle(null, null)]).toEqual([
      'The same 3 samples, before training',
      'The same 3 samples, epoch 3',
      'The same samples through time',
    ]);
    expect(stripTitle(strip({ generated: true }), 3)).toBe('Generated from the same noise at every epoch, epoch 3');
    expect([showsDifference(strip({})), showsDifference(strip({ generated: true }))]).toEqual([true, false]);
  });

  it('are replaced by honest words while there are none', () => {
    expect(withoutPictures(true).title).toContain('on their way');
    expect(withoutPictures(false).title).toBe('This run has no pictures');
  });
});
