import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainTooFew, splitSamples } from '#main/data/split.ts';
import { wholeSplit, type DataSplit } from '#shared/graph/document.ts';
import { permutation } from '#shared/counter-random.ts';
import { UserError } from '#shared/problem.ts';

type Info = Parameters<typeof splitSamples>[0];

const info = (samples: number, labelNames: readonly string[] = [], parts?: Info['parts']): Info => ({
  samples,
  labels: labelNames.map((name) => ({ name, count: 0 })),
  parts,
});
const settings = (split: Partial<DataSplit> = {}, validationFraction = 0, seed = 1) => ({
  split: { ...wholeSplit, ...split },
  validationFraction,
  seed,
});
const lists = ({ train, validation, test }: ReturnType<typeof splitSamples>) => ({
  train: [...train],
  validation: [...validation],
  test: [...test],
});
const counts = (split: ReturnType<typeof splitSamples>) =>
  Object.fromEntries(Object.entries(split).map(([part, samples]) => [part, samples.length]));
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);

test('every sample is in exactly one part, ascending, as many as Keras sets aside', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.integer({ min: 0, max: 4_294_967_295 }),
      (samples, testFraction, validationFraction, seed) => {
        const split = lists(splitSamples(info(samples), null, settings({ testFraction }, validationFraction, seed)));
        const all = [...split.train, ...split.validation, ...split.test];
        expect(all.sort((a, b) => a - b)).toEqual(range(0, samples));
        for (const part of Object.values(split)) expect(part).toEqual([...part].sort((a, b) => a - b));
      },
    ),
  );
  expect(counts(splitSamples(info(10_000), null, settings({}, 0.1)))).toEqual({
    train: 9000,
    validation: 1000,
    test: 0,
  });
  expect(counts(splitSamples(info(10), null, settings({}, 0.9)))).toEqual({ train: 1, validation: 9, test: 0 });
  const both = splitSamples(info(1000), null, settings({ testFraction: 0.2 }, 0.1));
  expect(counts(both)).toEqual({ train: 720, validation: 80, test: 200 });
});

test('without test samples the run of an earlier version finds its own samples', () => {
  const order = permutation(100, 7, 'split');
  const split = lists(splitSamples(info(100), null, settings({}, 0.25, 7)));
  expect(split.train).toEqual([...order.slice(0, 75)].sort((a, b) => a - b));
  expect(split.validation).toEqual([...order.slice(75)].sort((a, b) => a - b));
});

test('another seed validates on others, but tests on the same', () => {
  const [one, two] = [1, 2].map((seed) =>
    lists(splitSamples(info(200), null, settings({ testFraction: 0.25 }, 0.25, seed))),
  );
  expect(two!.test).toEqual(one!.test);
  expect(two!.validation).not.toEqual(one!.validation);
});

describe('labels that are trained on', () => {
  // Samples 0, 3, 6, … are normal.
  const names = ['crack', 'hole', 'normal'];
  const labels = Uint16Array.from({ length: 90 }, (_, sample) => [2, 0, 1][sample % 3]!);

  test('all others are kept for the test', () => {
    const split = lists(splitSamples(info(90, names), labels, settings({ trainLabels: ['normal'] }, 0.2)));
    for (const sample of [...split.train, ...split.validation]) expect(sample % 3).toBe(0);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([24, 6, 60]);
  });

  test('a share of the trained ones joins them', () => {
    const split = lists(
      splitSamples(info(90, names), labels, settings({ trainLabels: ['normal'], testFraction: 0.5 })),
    );
    expect([split.train.length, split.test.length]).toEqual([15, 75]);
  });

  test('the order of labels changes nothing', () => {
    const other = labels.map((label) => 2 - label);
    const wanted = settings({ trainLabels: ['normal', 'hole'], testFraction: 0.3 }, 0.2);
    expect(splitSamples(info(90, names), labels, wanted)).toEqual(
      splitSamples(info(90, [...names].reverse()), other, wanted),
    );
  });

  test('a label that is not there is refused by name, with those that are', () => {
    const attempt = () => splitSamples(info(90, names), labels, settings({ trainLabels: ['normal', 'norml'] }));
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow('no label “norml”. The labels of the data are “crack”, “hole” and “normal”.');
  });

  test('data without labels are refused', () => {
    const attempt = () => splitSamples(info(90), null, settings({ trainLabels: ['normal'] }));
    expect(attempt).toThrow('the data have no labels');
  });
});

describe('parts of the source itself', () => {
  test('its test samples are tested on, whatever the share', () => {
    const parts = { train: 60, validation: 0, test: 10 };
    const split = lists(splitSamples(info(70, [], parts), null, settings({ testFraction: 0.5 }, 0.1)));
    expect(split.test).toEqual(range(60, 70));
    expect([split.train.length, split.validation.length]).toEqual([54, 6]);
  });

  test('its validation samples are validated on, whatever the share', () => {
    const parts = { train: 60, validation: 5, test: 0 };
    const split = lists(splitSamples(info(65, [], parts), null, settings({ testFraction: 0.5 }, 0.1)));
    expect(split.validation).toEqual(range(60, 65));
    expect([split.train.length, split.test.length]).toEqual([30, 30]);
  });

  test('labels that are not trained on leave every part for the test', () => {
    const parts = { train: 4, validation: 4, test: 4 };
    const labels = Uint16Array.from({ length: 12 }, (_, sample) => sample % 2);
    const split = lists(
      splitSamples(info(12, ['good', 'bad'], parts), labels, settings({ trainLabels: ['good'] }, 0.5)),
    );
    expect(split).toEqual({ train: [0, 2], validation: [4, 6], test: [1, 3, 5, 7, 8, 9, 10, 11] });
  });
});

test('says what is left where that is too little', () => {
  const split = splitSamples(info(100), null, settings({ testFraction: 0.9 }, 0.5));
  expect(explainTooFew({ samples: 100 }, split, 32).received).toBe(
    'Of 100 samples, 5 are left to train on, too few for a batch of 32: 5 are set aside to validate on and 90 to test on.',
  );
});
