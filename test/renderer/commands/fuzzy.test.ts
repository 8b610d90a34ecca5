import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerKinds, layers } from '../../../src-shared/layers/index.ts';
import { fuzzyFind, fuzzyScore } from '../../../src-renderer/commands/fuzzy.ts';

const titles = layerKinds.map((kind) => layers[kind].title);
const find = (query: string): readonly string[] => fuzzyFind(query, titles, (title) => [title]);

describe('fuzzyFind', () => {
  it('finds the layer one means first', () => {
    expect(find('conv2d')[0]).toBe('Conv2D');
    expect(find('trans')[0]).toMatch(/transpose/);
    expect(find('lat')[0]).toBe('Latent');
    expect(find('c2t')[0]).toBe('Conv2D transpose');
  });
  it('keeps the order and all items without a query', () => {
    expect(find('  ')).toEqual(titles);
  });
  it('finds by other words, after what is called so', () => {
    const items = [
      { name: 'Dense', words: ['linear'] },
      { name: 'Linear', words: [] },
    ];
    expect(fuzzyFind('linear', items, ({ name, words }) => [name, ...words]).map(({ name }) => name)).toEqual([
      'Linear',
      'Dense',
    ]);
  });
  it('finds every title by itself', () => {
    fc.assert(fc.property(fc.constantFrom(...titles), (title) => void expect(find(title)[0]).toBe(title)));
  });
});

describe('fuzzyScore', () => {
  it('is null when the letters do not occur in order', () => {
    expect(fuzzyScore('xyz', 'Dense')).toBeNull();
    expect(fuzzyScore('esned', 'Dense')).toBeNull();
  });
});
