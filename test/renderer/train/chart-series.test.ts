import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpochMetrics } from '#shared/wire/training.ts';
import {
  alignSeries,
  epochsShown,
  lossRange,
  seriesOfMeasures,
  seriesOfRun,
  speakChart,
  spreadLabels,
} from '../../../src-renderer/train/chart-series.ts';
import { chartChoices, measuredBy } from '../../../src-renderer/train/measured.ts';

const metrics = (epoch: number, loss: number, validationLoss: number | null, best = false): EpochMetrics => ({
  epoch,
  loss,
  validationLoss,
  terms: {},
  learningRate: 0.001,
  seconds: 1,
  samplesPerSecond: 100,
  best,
});
const run = [metrics(1, 0.3, 0.32, true), metrics(2, 0.2, 0.25, true)];

describe('the numbers behind a loss chart', () => {
  it('puts all curves on one x, with holes where a curve has no value', () => {
    const series = seriesOfRun(run, [{ at: 2.5, loss: 0.19, terms: {} }]);
    expect(alignSeries(series, false)).toEqual([
      [1, 2, 2.5],
      [null, null, 0.19],
      [0.3, 0.2, null],
      [0.32, 0.25, null],
    ]);
  });

  it('leaves out what a logarithm or a chart cannot show', () => {
    const series = seriesOfRun([metrics(1, NaN, -0.1), metrics(2, 0.5, 0.4)], []);
    expect(alignSeries(series, true)).toEqual([
      [1, 2],
      [null, null],
      [null, 0.5],
      [null, 0.4],
    ]);
    expect(alignSeries(series, false)[3]).toEqual([-0.1, 0.4]);
  });

  it('is not stretched by single batches once there are curves', () => {
    const [low, high] = lossRange(seriesOfRun(run, [{ at: 2.1, loss: 9, terms: {} }]), false);
    expect(low).toBeGreaterThan(0.17);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.32);
    expect(high).toBeLessThan(0.34);
    expect(lossRange(seriesOfRun([], [{ at: 0.1, loss: 9, terms: {} }]), false)[1]).toBeGreaterThan(9);
  });

  it('has a range for nothing, for one value and for logarithms', () => {
    expect(lossRange([], false)).toEqual([0, 1]);
    const [low, high] = lossRange(seriesOfRun([metrics(1, 0.5, 0.5)], []), false);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(
      lossRange(seriesOfRun([metrics(1, 1, null), metrics(2, 0, null), metrics(3, 0.01, null)], []), true)[0],
    ).toBeGreaterThan(0);
  });

  it('keeps labels apart, in order and inside', () => {
    expect(spreadLabels([100, 104, 40], 14, 0, 300)).toEqual([100, 114, 40]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 10 }), (wanted) => {
        const sorted = [...spreadLabels(wanted, 14, 0, 300)].sort((a, b) => a - b);
        return sorted.every(
          (y, index) => y >= -1e-9 && y <= 300 && (index === 0 || y - sorted[index - 1]! >= 14 - 1e-9),
        );
      }),
    );
  });

  it('shows the planned end of a short run, and of a long one as much as fills the chart', () => {
    const shown = (done: number, planned: number, live = true): number => epochsShown({ done, planned, live });
    expect([shown(0, 10), shown(7, 100), shown(0, 5000), shown(16, 5000), shown(40, 5000), shown(4990, 5000)]).toEqual([
      10, 100, 16, 32, 64, 5000,
    ]);
    expect([shown(3, 5000, false), shown(0, 10, false)]).toEqual([3, 1]);
  });

  it('draws a term as it draws the loss, where it was measured', () => {
    const term = (epoch: number, train: number, validation: number | null): EpochMetrics => ({
      ...metrics(epoch, 1, 1),
      terms: { kl: { train, validation } },
    });
    const series = seriesOfRun([term(1, 4, null), term(2, 3, 3.5)], [{ at: 2.5, loss: 9, terms: { kl: 2.9 } }], 'kl');
    expect(series.map(({ points }) => points.map(({ x, y }) => [x, y]))).toEqual([
      [[2.5, 2.9]],
      [
        [1, 4],
        [2, 3],
      ],
      [[2, 3.5]],
    ]);
    expect(seriesOfRun(run, [], 'kl').flatMap(({ points }) => points)).toEqual([]);
  });

  it('lays terms over each other, each with a hue and a dash of its own', () => {
    const epochs = [
      { ...metrics(1, 1, 1), terms: { a: { train: 1, validation: 2 }, b: { train: 3, validation: null } } },
    ];
    const [a, b] = measuredBy({ terms: { a: { title: 'A', help: '' }, b: { title: 'B', help: '' } } }).slice(1);
    const series = seriesOfMeasures(epochs, [a!, b!]);
    expect(series.map(({ label, points }) => [label, points[0]!.y])).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
    expect(series[0]!.color).not.toBe(series[1]!.color);
    expect(series[0]!.dashed).not.toBe(series[1]!.dashed);
  });

  it('speaks the chart', () => {
    const [loss] = chartChoices(measuredBy(null));
    expect(speakChart(run, loss!, 2)).toBe(
      'Loss over 2 epochs: training loss from 0.3000 to 0.2000, validation loss from 0.3200 to 0.2500; best in epoch 2.',
    );
    expect(speakChart([], loss!, null)).toBe('Loss by epoch: no epoch is done yet.');
  });
});
