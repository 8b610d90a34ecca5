import { expect, it } from 'vitest';
import { stripRows } from '#shared/wire/strip.ts';
import type { StripInfo } from '#shared/wire/studio.ts';
import { countRight, judgedAt } from '../../../src-renderer/train/guesses.ts';

const strip: StripInfo = {
  ...{ count: 2, width: 28, height: 28, labels: ['Shirt', 'Coat'], epochs: [0, 1] },
  rows: stripRows({ fed: false, target: false, generated: false, classified: true }),
  guesses: [
    {
      epoch: 1,
      samples: [
        { label: 'Shirt', confidence: 0.9999 },
        { label: 'Bag', confidence: 0.614 },
      ],
    },
  ],
};

it('sets each guess beside the label, wrong ones told apart, never wholly certain', () => {
  const judged = judgedAt(strip, 1)!;
  expect(judged).toEqual([
    { label: 'Shirt', guess: 'Shirt', confidence: 'over 99%', right: true },
    { label: 'Coat', guess: 'Bag', confidence: '61%', right: false },
  ]);
  expect(countRight(judged)).toBe('1 of 2 right');
});

it('judges nothing without labels, and says nothing of epochs or networks without guesses', () => {
  expect(judgedAt({ ...strip, labels: [] }, 1)!.map(({ right }) => right)).toEqual([null, null]);
  expect(countRight(judgedAt({ ...strip, labels: [] }, 1)!)).toBeNull();
  expect(judgedAt(strip, 0)).toBeNull();
  expect(judgedAt({ ...strip, guesses: undefined }, 1)).toBeNull();
});
