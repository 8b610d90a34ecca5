import { expect, it } from 'vitest';
import { noAugmentation } from '#shared/graph/document.ts';
import { amountFields, describeAugmentation } from '../../../src-renderer/data/augmentation-fields.ts';
import { changedPixels } from '../../../src-renderer/data/redraw.ts';
import { sameBinding } from '../../../src-renderer/state/dataset-session.ts';
import { emptyProject } from '#shared/graph/document.ts';

const key = { seed: 1, epoch: 0, sample: 0 };
/** Two pixels, the second half transparent. */
const picture = Uint8ClampedArray.of(10, 20, 30, 255, 200, 100, 50, 128);

it('leaves pictures as they are without augmentation, and changes colours but no transparency with it', () => {
  expect([...changedPixels(picture, [1, 2], noAugmentation, key)]).toEqual([...picture]);
  const brighter = changedPixels(picture, [1, 2], { ...noAugmentation, brightness: 0.5 }, key);
  expect([brighter[3], brighter[7]]).toEqual([255, 128]);
  expect([...brighter]).not.toEqual([...picture]);
  expect([...changedPixels(picture, [1, 2], { ...noAugmentation, brightness: 0.5 }, key)]).toEqual([...brighter]);
});

it('says what a slider does, and that it does nothing at 0', () => {
  expect(amountFields.map(({ say }) => say(0))).toEqual(amountFields.map(() => 'off'));
  expect(amountFields.map(({ key, max, say }) => `${key} ${say(max)}`)).toEqual([
    'shift ± 50%',
    'rotate ± 180°',
    'zoom ± 90%',
    'brightness ± 100%',
    'contrast ± 100%',
  ]);
});

it('says all of it in a line', () => {
  expect(describeAugmentation(noAugmentation)).toBe('none');
  expect(describeAugmentation({ ...noAugmentation, flipHorizontal: true, rotate: 15, shift: 0.1 })).toBe(
    'flip left–right, shift ± 10%, rotate ± 15°',
  );
});

it('prepares nothing anew for augmentation, shares and labels, but for folders and sizes', () => {
  const { data } = emptyProject('p', 'P');
  const splitBy = (split: Partial<typeof data.split>) => ({ ...data, split: { ...data.split, ...split } });
  expect(sameBinding(data, { ...data, augmentation: { ...noAugmentation, rotate: 10 } })).toBe(true);
  expect(sameBinding(data, splitBy({ testFraction: 0.2, trainLabels: ['3'] }))).toBe(true);
  expect(sameBinding(data, splitBy({ testFolder: 'test' }))).toBe(false);
  expect(sameBinding(data, { ...data, limit: 10 })).toBe(false);
});
