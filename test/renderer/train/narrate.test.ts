import { describe, expect, it } from 'vitest';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import { newRunView } from '../../../src-renderer/state/training-run.ts';
import { endingOf } from '../../../src-renderer/train/ending.ts';
import { flatGuessLoss } from '../../../src-renderer/train/losses.ts';
import { learningRateCuts, narrate, overfittingSince, trendOf } from '../../../src-renderer/train/narrate.ts';

/** Epochs from pairs of training and validation loss, `best` as the trainer sets it. */
function epochsOf(
  losses: readonly (readonly [number, number | null])[],
  rates: readonly number[] = [],
): readonly EpochMetrics[] {
  let lowest = Infinity;
  return losses.map(([loss, validationLoss], index) => {
    const best = (validationLoss ?? loss) < lowest;
    if (best) lowest = validationLoss ?? loss;
    return {
      epoch: index + 1,
      loss,
      validationLoss,
      terms: {},
      learningRate: rates[index] ?? 0.001,
      seconds: 1,
      samplesPerSecond: 9000,
      best,
    };
  });
}
const texts = (epochs: readonly EpochMetrics[], flat: number | null = null): readonly string[] =>
  narrate('running', epochs, flat).map((finding) => finding.text);

describe('what a run is doing, in words', () => {
  it('says what it waits for before the first epoch is done', () => {
    expect(narrate('compiling', [], null)[0]!.text).toContain('Compiling');
    expect(narrate('running', [], null)[0]!.text).toContain('first epoch');
    expect(narrate('crashed', [], null)[0]!.text).toContain('before its first epoch');
  });

  it('says nothing of the trends of losses that rivals share', () => {
    const rising = epochsOf([
      [1, null],
      [2, null],
      [4, null],
    ]);
    expect(narrate('running', rising, null)[0]!.text).toContain('rises');
    expect(narrate('running', rising, null, 'last')).toEqual([]);
  });

  it('gives no trend after one epoch', () => {
    expect(texts(epochsOf([[0.1, 0.11]]))).toEqual([
      'Validation loss is 0.1100 after the first epoch; a trend needs two.',
    ]);
  });

  it('measures a steady fall', () => {
    const falling = epochsOf(Array.from({ length: 8 }, (_, index) => [0.1 * 0.988 ** index, 0.101 * 0.988 ** index]));
    expect(trendOf(falling.map((metrics) => metrics.loss))).toBeCloseTo(-0.012, 10);
    expect(texts(falling)).toEqual([
      'Validation loss still falls by 1.2% an epoch.',
      'Training and validation stay together: no overfitting.',
    ]);
    expect(narrate('finished', falling, null)[0]!.text).toContain('more epochs would help');
  });

  it('speaks of training loss where nothing is kept to validate', () => {
    expect(
      texts(
        epochsOf([
          [0.2, null],
          [0.1, null],
          [0.05, null],
        ]),
      ),
    ).toEqual(['Training loss still falls by 50% an epoch.']);
  });

  it('sees a plateau', () => {
    expect(texts(epochsOf(Array.from({ length: 6 }, () => [0.05, 0.0501])))[0]).toBe(
      'A plateau: validation loss has hardly moved for 5 epochs.',
    );
  });

  it('sees overfitting, and since when', () => {
    const epochs = epochsOf([
      [0.3, 0.31],
      [0.2, 0.22],
      [0.15, 0.23],
      [0.12, 0.24],
      [0.1, 0.25],
    ]);
    expect(overfittingSince(epochs)).toBe(2);
    expect(texts(epochs)[0]).toBe(
      'Overfitting since epoch 2: training loss still falls, validation loss does not. The best weights are kept.',
    );
    expect(overfittingSince(epochs.slice(0, 4))).toBeNull();
  });

  it('does not call it overfitting when training stands still too', () => {
    expect(
      overfittingSince(
        epochsOf([
          [0.2, 0.2],
          [0.2, 0.21],
          [0.2, 0.21],
          [0.2, 0.21],
        ]),
      ),
    ).toBeNull();
  });

  it('notices a rise and a wobble', () => {
    expect(
      texts(
        epochsOf([
          [0.1, 0.1],
          [0.11, 0.11],
        ]),
      )[0],
    ).toBe('Validation loss rises by 10% an epoch; a lower learning rate may help.');
    expect(texts(epochsOf([0.1, 0.08, 0.1, 0.08, 0.1].map((loss) => [loss, loss])))[0]).toContain('jumps up and down');
  });

  it('tells a wide gap from overfitting', () => {
    expect(
      texts(
        epochsOf([
          [0.1, 0.13],
          [0.09, 0.12],
          [0.08, 0.1],
        ]),
      )[1],
    ).toBe('Validation loss is 25% above training loss: the samples it has not seen are harder for it.');
  });

  it('says when the network is no better than a flat grey', () => {
    expect(
      texts(
        epochsOf([
          [0.096, 0.096],
          [0.0955, 0.0955],
        ]),
        0.0956,
      ),
    ).toContain('Not yet better than answering every image with one flat grey (0.0956).');
  });

  it('tells of a cut learning rate, not of a cosine', () => {
    const losses = Array.from({ length: 4 }, (_, index) => [0.1 * 0.9 ** index, null] as const);
    expect(texts(epochsOf(losses, [0.001, 0.001, 0.0005, 0.0005])).at(-1)).toBe(
      'Learning rate reduced to 0.0005 at epoch 3.',
    );
    expect(learningRateCuts(epochsOf(losses, [0.001, 0.00096, 0.0009, 0.0008]))).toEqual([]);
  });

  it('has no relative trend for losses that are not above zero', () => {
    expect([trendOf([1, 0, -1]), trendOf([1]), trendOf([])]).toEqual([null, null, null]);
  });
});

describe('the loss of one flat grey', () => {
  const pictures = {
    form: { kind: 'image' as const },
    statistics: { mean: 0.13, standardDeviation: 0.31, histogram: [] },
  };
  const withLoss = (loss: string, range: Project['data']['image']['range'] = 'zeroToOne'): Project => {
    const project = emptyProject('p', 'P');
    return {
      ...project,
      data: { ...project.data, image: { ...project.data.image, range } },
      objective: { kind: 'reconstruct', params: { loss } },
    };
  };
  it('is the variance for squares and the entropy for cross-entropy', () => {
    expect(flatGuessLoss(withLoss('meanSquaredError'), pictures)).toBeCloseTo(0.0961, 10);
    expect(flatGuessLoss(withLoss('meanSquaredError', 'minusOneToOne'), pictures)).toBeCloseTo(0.3844, 10);
    expect(flatGuessLoss(withLoss('binaryCrossentropy'), pictures)).toBeCloseTo(0.38638, 4);
    expect(flatGuessLoss(withLoss('meanAbsoluteError'), pictures)).toBeNull();
  });
  it('is of pictures alone', () => {
    const form = { kind: 'sequence' as const, channels: [], padded: false };
    expect(flatGuessLoss(withLoss('meanSquaredError'), { ...pictures, form })).toBeNull();
  });
});

describe('endings', () => {
  it('are words, with the three parts where something went wrong', () => {
    expect(endingOf(newRunView('r', 5))).toBeNull();
    expect(endingOf({ ...newRunView('r', 5), state: 'stopped' })).toEqual({
      tone: 'neutral',
      title: 'Stopped before the first epoch was done',
      detail: '',
      action: '',
    });
    const message = {
      received: 'The loss became NaN in “Conv2D 32”.',
      expected: 'It must stay finite.',
      action: 'Lower the learning rate.',
    };
    expect(endingOf({ ...newRunView('r', 5), state: 'notFinite', message })).toEqual({
      tone: 'problem',
      title: 'The loss is no longer a number',
      detail: 'The loss became NaN in “Conv2D 32”. It must stay finite.',
      action: 'Lower the learning rate.',
    });
  });
});
