import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingValue } from '#shared/data/missing.ts';
import { countWindows, WindowIndex } from '#main/data/sequence/windows.ts';
import { freshPlace, put } from '../fixtures.ts';
import { loadSequences, sequenceBinding } from './fixtures.ts';

const place = freshPlace();
const none = Math.fround(missingValue);

test.each([
  { steps: 10, window: 4, stride: 2, pad: 4, drop: 4 },
  { steps: 11, window: 4, stride: 2, pad: 5, drop: 4 },
  { steps: 3, window: 4, stride: 4, pad: 1, drop: 0 },
  { steps: 9, window: 4, stride: 6, pad: 2, drop: 1 },
  { steps: 5, window: 4, stride: 6, pad: 1, drop: 1 },
  { steps: 0, window: 4, stride: 1, pad: 0, drop: 0 },
])('$steps steps in windows of $window every $stride', ({ steps, window, stride, pad, drop }) => {
  expect(countWindows(steps, { window, stride, rest: 'pad' })).toBe(pad);
  expect(countWindows(steps, { window, stride, rest: 'drop' })).toBe(drop);
});

test('samples are found in their sequences', () => {
  const index = new WindowIndex([5, 0, 4], { window: 2, stride: 2, rest: 'drop' });
  expect(index.count).toBe(4);
  expect([0, 1, 2, 3].map((sample) => index.at(sample))).toEqual([
    { sequence: 0, window: 0 },
    { sequence: 0, window: 1 },
    { sequence: 2, window: 0 },
    { sequence: 2, window: 1 },
  ]);
});

describe('a long table', () => {
  const table = [
    'time,who,x,y,state',
    '2,a,3,30,ok',
    '1,a,1,10,ok',
    '3,a,,50,bad',
    '1,b,7,70,bad',
    'x,b,1,1,ok',
    '2,b,8',
  ];
  const roles = { time: 'time', group: 'who', label: 'state' };

  test('becomes sequences by group, in order of time, what is short filled up', async () => {
    const path = await put(join(place.data, 'long.csv'), table.join('\n'));
    const { info, rows, labels, files } = await loadSequences(
      sequenceBinding(path, { ...roles, window: 2, stride: 2 }),
      place.cache,
    );
    expect(info.shape).toEqual([2, 2]);
    expect(info.form).toMatchObject({
      padded: true,
      channels: [{ name: 'x' }, { name: 'y' }],
      columns: ['time', 'who', 'x', 'y', 'state'],
    });
    expect(rows).toEqual([
      [1, 10, 3, 30],
      [none, 50, none, none],
      [7, 70, none, none],
    ]);
    expect(labels).toEqual(['ok', 'bad', 'bad']);
    expect(files[0]).toBe('a, from step 1');
    expect(info.skipped).toEqual([
      { file: 'long.csv, line 6', reason: '“x” in column “time” is no time' },
      { file: 'long.csv, line 7', reason: '3 fields where 5 were expected' },
    ]);
  });

  test('leaves out the rest, and channels that were not chosen', async () => {
    const path = await put(join(place.data, 'long.csv'), table.join('\n'));
    const { info, rows } = await loadSequences(
      sequenceBinding(path, { ...roles, channels: ['y'], window: 2, stride: 1, rest: 'drop' }),
      place.cache,
    );
    expect(rows).toEqual([
      [10, 30],
      [30, 50],
    ]);
    expect(info.form).toMatchObject({ padded: false });
  });

  test.each([
    { scale: 'standard', expected: [-1, 1] },
    { scale: 'minMax', expected: [0, 1] },
    { scale: 'quantile', expected: [0, 1] },
  ] as const)('is scaled: $scale', async ({ scale, expected }) => {
    const path = await put(join(place.data, 'two.csv'), 'a\n10\n20\n');
    const { rows } = await loadSequences(sequenceBinding(path, { window: 2, scale }), place.cache);
    expect(rows).toEqual([expected]);
  });
});

test('a folder: each table a sequence, its folder the label; columns may stand elsewhere; what does not fit is named', async () => {
  await put(join(place.data, 'up', '1.csv'), 'a,b\n1,2\n3,4\n');
  await put(join(place.data, 'up', '2.tsv'), 'b\ta\n6\t5\n8\t7\n');
  await put(join(place.data, 'down', '10.csv'), 'a,b\n9,8\n');
  await put(join(place.data, 'down', 'other.csv'), 'a,c\n9,8\n');
  await put(join(place.data, 'down', 'empty.csv'), '');
  const { info, rows, labels } = await loadSequences(
    sequenceBinding(place.data, { window: 2, stride: 2 }),
    place.cache,
  );
  expect(rows).toEqual([
    [9, 8, none, none],
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  expect(labels).toEqual(['down', 'up', 'up']);
  expect(info.skipped).toEqual([
    { file: 'down/empty.csv', reason: '“empty.csv” is empty.' },
    { file: 'down/other.csv', reason: 'has no column “b”' },
  ]);
});

test.each([
  [{ time: 'when' }, /no column “when”, which was chosen as time/],
  [{ window: 9, rest: 'drop' as const }, /longest sequence of “t.csv” has 2 steps; a sample takes 9 steps/],
])('says what cannot be: %j', async (change, message) => {
  const path = await put(join(place.data, 't.csv'), 'a,b\n1,2\n3,4\n');
  await expect(loadSequences(sequenceBinding(path, change), place.cache)).rejects.toThrow(message);
});
