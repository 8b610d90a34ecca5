/** The pure parts of Fill in: judging fills, keeping them, the keyboard's rectangle, steps while painting. */
import { describe, expect, test } from 'vitest';
import { emptyMask } from '#shared/explore/mask.ts';
import type { Filled } from '#shared/wire/explore/fill-in.ts';
import { fillTable, judgeFills, saySteps, sayVerdict } from '../../../../src-renderer/explore/fill-in/judge.ts';
import { keepFill, type KeptFill } from '../../../../src-renderer/explore/fill-in/kept.ts';
import { firstBox, moveBox } from '../../../../src-renderer/explore/fill-in/hole-keys.ts';
import { stepsWithin } from '../../../../src-renderer/explore/fill-in/steps-within.ts';
import { pickIndex } from '../../../../src-renderer/explore/picked.ts';

const error = (rootMeanSquared: number) => ({ rootMeanSquared, meanAbsolute: rootMeanSquared / 2 });
const errors = { network: [error(0.3), error(0.1)], diffusion: error(0.4), mean: error(0.2) };

describe('judging', () => {
  test('compares the fill that is shown, and marks the least error', () => {
    expect(judgeFills({ errors }, 1).map(({ title, best }) => [title, best])).toEqual([
      ['Network', true],
      ['Surroundings', false],
      ['Mean picture', false],
    ]);
    expect(judgeFills({ errors }, 0).find(({ best }) => best)?.title).toBe('Mean picture');
  });
  test('says in words how it stands to the next best', () => {
    expect(sayVerdict(judgeFills({ errors }, 1))).toBe(
      'The network is 50% closer to the original than the mean picture, the next best.',
    );
    expect(sayVerdict(judgeFills({ errors }, 0))).toBe(
      'The network is 50% further from the original than the mean picture, which needs no network.',
    );
    expect(sayVerdict(judgeFills({ errors: { ...errors, network: [error(0.2)] } }, 0))).toContain('as far from');
  });
  test('says how the steps ended', () => {
    expect(saySteps({ iterations: 1, settled: false })).toBe('After 1 step');
    expect(saySteps({ iterations: 14, settled: true })).toBe('Settled after 14 steps: more change nothing');
  });
  test('as a table has a line for each fill', () => {
    const table = fillTable({ errors, missing: 196, iterations: 20 } as unknown as Filled);
    expect(table.split('\n')).toEqual([
      'fill,rmse,mae,missing pixels,steps',
      'network 1,0.3,0.15,196,20',
      'network 2,0.1,0.05,196,20',
      'surroundings,0.4,0.2,196,20',
      'mean picture,0.2,0.1,196,20',
      '',
    ]);
  });
});

test('the same hole filled again takes its last fill’s place; a later epoch’s stands beside it', () => {
  const mask = emptyMask(2, 2);
  const of = (epoch: number, iterations: number): KeptFill => ({
    ...{ picked: pickIndex(3), mask, epoch },
    result: { iterations } as unknown as Filled,
  });
  const kept = [of(1, 5), of(1, 9), of(2, 5)].reduce(keepFill, []);
  expect(kept.map(({ epoch, result }) => [epoch, result.iterations])).toEqual([
    [2, 5],
    [1, 9],
  ]);
  const many = Array.from({ length: 60 }, (_, epoch) => of(epoch, 1)).reduce(keepFill, []);
  expect(many.length).toBe(24);
});

test('arrows move the rectangle and with Shift resize it, within the picture', () => {
  const size = { height: 28, width: 28 };
  const box = firstBox(size);
  expect(box).toEqual({ x: 10, y: 10, width: 7, height: 7 });
  expect(moveBox(box, 'ArrowUp', false, size)).toEqual({ ...box, y: 9 });
  expect(moveBox(box, 'ArrowRight', true, size)).toEqual({ ...box, width: 8 });
  expect(moveBox({ ...box, x: 21 }, 'ArrowRight', false, size)).toEqual({ ...box, x: 21 });
  expect(moveBox({ ...box, width: 1 }, 'ArrowLeft', true, size)).toEqual({ ...box, width: 1 });
  expect(moveBox(box, 'a', false, size)).toBeNull();
});

test('while painting there are as many steps as fit, one at least', () => {
  expect(stepsWithin(2, 50)).toBe(12);
  expect(stepsWithin(2, 5)).toBe(5);
  expect(stepsWithin(400, 50)).toBe(1);
});
