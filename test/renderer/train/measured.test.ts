import { describe, expect, it } from 'vitest';
import { objectives } from '#shared/objectives/index.ts';
import type { LossTerm } from '#shared/objectives/objective.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import {
  chartChoices,
  formatMeasured,
  measuredBy,
  titleWithUnit,
  valuesOf,
} from '../../../src-renderer/train/measured.ts';

const term = (title: string, unit?: LossTerm['unit']): LossTerm => ({ title, help: '', ...(unit ? { unit } : {}) });
const epoch: EpochMetrics = {
  epoch: 1,
  loss: 100,
  validationLoss: null,
  terms: { kl: { train: 3, validation: 4 }, older: { train: 1, validation: null } },
  learningRate: 0.001,
  seconds: 1,
  samplesPerSecond: 1,
  best: true,
};

describe('what a run measures', () => {
  it('is the loss, then the objective’s terms in their order, then what an older version measured', () => {
    const terms = { reconstruction: term('Reconstruction', 'nats'), kl: term('KL', 'nats') };
    expect(measuredBy({ terms }, [epoch]).map(({ key }) => key)).toEqual(['loss', 'kl', 'older']);
    expect(measuredBy({ terms }).map(({ key }) => key)).toEqual(['loss', 'reconstruction', 'kl']);
    expect(measuredBy(null).map(({ key }) => key)).toEqual(['loss']);
  });

  it('reads figures of the loss and of terms alike; what was not measured is null', () => {
    expect(valuesOf(epoch, 'loss')).toEqual({ train: 100, validation: null });
    expect(valuesOf(epoch, 'kl')).toEqual({ train: 3, validation: 4 });
    expect(valuesOf(epoch, 'reconstruction')).toEqual({ train: null, validation: null });
  });

  it('says shares in percent, counts as counts and losses as losses', () => {
    expect([formatMeasured(0.9731, 'share'), formatMeasured(0.05, 'share'), formatMeasured(1.2, 'share')]).toEqual([
      '97.3%',
      '5%',
      '120.0%',
    ]);
    expect([formatMeasured(37.218, 'count'), formatMeasured(4, 'count'), formatMeasured(1234.5, 'count')]).toEqual([
      '37.22',
      '4',
      '1,235',
    ]);
    expect([formatMeasured(0.0931, 'loss'), formatMeasured(104.21, 'nats'), formatMeasured(null, 'loss')]).toEqual([
      '0.0931',
      '104.2',
      '–',
    ]);
  });

  it('offers each measure, and those of one unit together', () => {
    const terms = { a: term('A', 'nats'), b: term('B', 'nats'), c: term('C', 'share') };
    const choices = chartChoices(measuredBy({ terms }));
    expect(choices.map(({ key, measures }) => [key, measures.map((one) => one.key)])).toEqual([
      ['loss', ['loss']],
      ['a', ['a']],
      ['b', ['b']],
      ['c', ['c']],
      ['all:nats', ['a', 'b']],
    ]);
    expect(choices.map(({ title }) => title)).toEqual(['Loss', 'A, nats', 'B, nats', 'C', 'Parts together, nats']);
    expect(titleWithUnit({ key: 'a', title: 'A', help: '', unit: 'count' })).toBe('A');
  });

  it('finds words for every term of every objective', () => {
    for (const objective of Object.values(objectives)) {
      const measured = measuredBy(objective);
      expect(new Set(measured.map(({ title }) => title)).size, objective.kind).toBe(measured.length);
      for (const { help } of measured) expect(help, objective.kind).toMatch(/\.$/);
    }
  });
});
