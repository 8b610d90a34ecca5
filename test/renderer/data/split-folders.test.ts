import { expect, it } from 'vitest';
import { folderChoices } from '../../../src-renderer/data/split-folders.ts';

const folders = [
  { name: 'train', images: 1200 },
  { name: 'valid', images: 30 },
];

it('offers the folders that there are with what they hold, not twice the same', () => {
  expect(folderChoices(folders, null, 'valid')).toEqual([
    { value: '', label: 'none' },
    { value: 'train', label: 'train (1,200)', disabled: false },
    { value: 'valid', label: 'valid (30)', disabled: true },
  ]);
});

it('keeps a chosen name that is not among them: unknown yet, or gone', () => {
  expect(folderChoices([], 'old', null).at(-1)).toEqual({ value: 'old', label: 'old' });
  expect(folderChoices(folders, 'old', null).at(-1)).toEqual({ value: 'old', label: 'old (not there)' });
});
