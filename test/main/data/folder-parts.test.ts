import { describe, expect, test } from 'vitest';
import { partition } from '#main/data/folder-parts.ts';

const files = (...names: readonly string[]) => names.map((name) => ({ name }));
const none = { validationFolder: null, testFolder: null };

/** "name label part" of each, in order. */
function sorted(names: readonly string[], split: Parameters<typeof partition>[1]): string[] {
  const { ordered, labelNames } = partition(files(...names), split, '/pictures');
  return ordered.map(({ file, label, part }) =>
    [file.name, label === null ? '-' : labelNames![label], part ?? '-'].join(' '),
  );
}

describe('without chosen folders', () => {
  test('labels are first-level folders, in the order of the files', () => {
    expect(sorted(['a.png', 'cats/1.png', 'cats/old/2.png', 'dogs/1.png'], none)).toEqual([
      'a.png (no folder) -',
      'cats/1.png cats -',
      'cats/old/2.png cats -',
      'dogs/1.png dogs -',
    ]);
  });

  test('images in no folder have no labels', () =>
    expect(sorted(['a.png', 'b.png'], none)).toEqual(['a.png - -', 'b.png - -']));
});

describe('with folders kept apart', () => {
  const test3 = { validationFolder: 'validation', testFolder: 'test' };

  test('samples to train on come first, and labels are the folders within', () => {
    const names = [
      'test/cats/1.png',
      'test/dogs/1.png',
      'train/cats/2.png',
      'train/dogs/2.png',
      'validation/cats/3.png',
    ];
    expect(sorted(names, test3)).toEqual([
      'train/cats/2.png cats train',
      'train/dogs/2.png dogs train',
      'validation/cats/3.png cats validation',
      'test/cats/1.png cats test',
      'test/dogs/1.png dogs test',
    ]);
  });

  test('several folders to train on are labels themselves', () => {
    expect(sorted(['cats/1.png', 'dogs/1.png', 'test/cats/2.png'], { ...none, testFolder: 'test' })).toEqual([
      'cats/1.png cats train',
      'dogs/1.png dogs train',
      'test/cats/2.png cats test',
    ]);
  });

  test('a single flat folder to train on is a label, if what is tested on has labels', () => {
    const names = ['normal/1.png', 'test/crack/1.png', 'test/normal/1.png'];
    expect(sorted(names, { ...none, testFolder: 'test' })).toEqual([
      'normal/1.png normal train',
      'test/crack/1.png crack test',
      'test/normal/1.png normal test',
    ]);
  });

  test('flat folders have no labels', () => {
    expect(sorted(['test/1.png', 'train/1.png'], { ...none, testFolder: 'test' })).toEqual([
      'train/1.png - train',
      'test/1.png - test',
    ]);
  });

  test('what is kept for what is part of the key', () => {
    const key = (split: Parameters<typeof partition>[1]) =>
      partition(files('a/1.png', 'b/1.png'), split, '/pictures').key;
    expect(key(none)).toBe('');
    expect(new Set([key(none), key({ ...none, testFolder: 'a' }), key({ ...none, validationFolder: 'a' })]).size).toBe(
      3,
    );
  });

  test('a folder that is not there is refused by name, with those that are', () => {
    const attempt = () => partition(files('test/1.png', 'train/1.png'), { ...none, testFolder: 'tests' }, '/pictures');
    expect(attempt).toThrow('has no folder “tests” with images');
    expect(attempt).toThrow('Its folders with images are “test” and “train”.');
  });

  test('one folder for both is refused', () => {
    const attempt = () => partition(files('a/1.png'), { validationFolder: 'a', testFolder: 'a' }, '/pictures');
    expect(attempt).toThrow('both to validate on and to test on');
  });
});
