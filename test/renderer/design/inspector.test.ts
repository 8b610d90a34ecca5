import { describe, expect, it } from 'vitest';
import { checkProject } from '../../../src-shared/graph/check.ts';
import { layerKinds } from '../../../src-shared/layers/index.ts';
import { commonFields } from '../../../src-renderer/design/inspector/common-fields.ts';
import { compressionWords, totalsOf } from '../../../src-renderer/design/inspector/totals.ts';
import { layerDrawings } from '#shared/graph/layer-drawings.ts';
import { nameOfFix } from '../../../src-renderer/design/problems/fix-name.ts';
import { chain, small } from './projects.ts';

describe('commonFields', () => {
  it('gives one layer all its settings', () => {
    const [node] = chain(['dense', { units: 5 }]).graph.nodes;
    expect(commonFields([node!]).find(({ key }) => key === 'units')!.value).toBe(5);
  });
  it('keeps what all know, and says where values differ', () => {
    const { nodes } = chain(['conv2d', { filters: 8 }], ['conv2d', { filters: 16 }]).graph;
    const fields = commonFields(nodes);
    expect(fields.find(({ key }) => key === 'filters')!.value).toBeNull();
    expect(fields.find(({ key }) => key === 'kernelSize')!.value).toEqual([3, 3]);
  });
  it('has nothing for layers that share nothing', () => {
    expect(commonFields(chain('flatten', 'dense').graph.nodes)).toEqual([]);
    expect(commonFields([])).toEqual([]);
  });
});

describe('totalsOf', () => {
  it('adds up the network', () => {
    expect(totalsOf(checkProject(small()).inference)).toMatchObject({
      ...{ trainable: 784 * 16 + 16 + 16 * 784 + 784, fixed: 0, layers: 7, sample: 784, latent: 16, compression: 49 },
    });
  });
  it('says the compression in words', () => {
    expect(compressionWords(49)).toBe('49 times smaller than a sample');
    expect(compressionWords(0.765625)).toBe('1.31 times larger than a sample');
    expect(compressionWords(1)).toBe('as large as a sample');
  });
});

describe('layer drawings', () => {
  it.each(layerKinds)('%s looks like no other', (kind) => {
    const same = layerKinds.filter(
      (other) => JSON.stringify(layerDrawings[other]) === JSON.stringify(layerDrawings[kind]),
    );
    expect(same).toEqual([kind]);
  });
});

describe('nameOfFix', () => {
  it('names the edit as undo says it', () => {
    const fix = {
      id: 'x',
      label: 'Give “Transpose 64” 7 × 7 (crop 1)',
      detail: '',
      nodes: [],
      apply: <T>(same: T): T => same,
    };
    expect(nameOfFix(fix)).toBe('give Transpose 64 7 × 7 (crop 1)');
  });
});
