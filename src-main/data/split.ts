/**
 * Which samples are trained on, validated on and kept for the test at the end. Owns the choice, in which neither the order of the
 * samples nor that of the labels plays a part; not what is done with them.
 */
import type { DataSplit } from '#shared/graph/document.ts';
import { permutation } from '#shared/counter-random.ts';
import { UserError } from '#shared/problem.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';

export interface Split {
  /** Ascending sample numbers. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

export interface SplitSettings {
  readonly split: DataSplit;
  readonly validationFraction: number;
  readonly seed: number;
}

/** The test samples do not follow from the run's seed: runs with other seeds are judged on the same ones. */
const testSeed = 0;

/**
 * Test samples: the source's own, else a share of those that may be trained on, and all samples with labels that are not trained on.
 * Validation samples: the source's own, else a share of the rest. Shares are as many as Keras sets aside (what stays is
 * ⌊samples × (1 − fraction)⌋), but drawn by a seeded shuffle: Keras takes the last ones, a bad sample of data sorted by label.
 *
 * `labels`: of all samples, positions in info.labels; needed for splits by label alone. Throws a UserError for labels that are not there.
 */
export function splitSamples(
  info: Pick<DatasetInfo, 'samples' | 'parts' | 'labels'>,
  labels: Uint16Array | null,
  { split, validationFraction, seed }: SplitSettings,
): Split {
  const { samples, parts = { train: samples, validation: 0, test: 0 } } = info;
  const isTrained = trainedLabels(info, labels, split);
  const [trainable, ownValidation, test]: [number[], number[], number[]] = [[], [], []];
  for (let sample = 0; sample < samples; sample++) {
    if (!isTrained(sample) || sample >= parts.train + parts.validation) test.push(sample);
    else (sample < parts.train ? trainable : ownValidation).push(sample);
  }
  const [rest, drawnTest] =
    parts.test > 0
      ? [trainable, []]
      : setAside(trainable, permutation(trainable.length, testSeed, 'test'), split.testFraction);
  const [train, validation] =
    parts.validation > 0
      ? [rest, ownValidation]
      : setAside(rest, permutation(rest.length, seed, 'split'), validationFraction);
  return {
    train: Uint32Array.from(train),
    validation: Uint32Array.from(validation),
    test: Uint32Array.from([...test, ...drawnTest]).sort(),
  };
}

/** What stays, and the last `fraction` of the samples in this order; both ascending, as the samples are given. */
function setAside(samples: readonly number[], order: Uint32Array, fraction: number): [number[], number[]] {
  // The tiny addition undoes rounding: 10 × (1 − 0.9) is 0.9999999999999998.
  const staying = Math.floor(samples.length * (1 - fraction) + 1e-9);
  const pick = (positions: Uint32Array): number[] => Array.from(positions.sort(), (position) => samples[position]!);
  return [pick(order.slice(0, staying)), pick(order.slice(staying))];
}

function trainedLabels(
  { labels: known }: Pick<DatasetInfo, 'labels'>,
  labels: Uint16Array | null,
  { trainLabels }: DataSplit,
): (sample: number) => boolean {
  if (trainLabels === null) return () => true;
  const names = known.map(({ name }) => name);
  if (!labels || names.length === 0) {
    throw new UserError({
      received: `Only ${listWords(trainLabels)} should be trained on, but the data have no labels.`,
      expected: 'Labels: the names of the folders that pictures lie in, or a file of labels.',
      action: 'Choose data with labels, or train on all of them (Data › Split).',
    });
  }
  const missing = trainLabels.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new UserError({
      received: `Only ${listWords(trainLabels)} should be trained on, but the data have no label ${listWords(missing)}.`,
      expected: `The labels of the data are ${listWords(names)}.`,
      action: 'Choose among these (Data › Split), or train on all.',
    });
  }
  const trained = names.map((name) => trainLabels.includes(name));
  return (sample) => trained[labels[sample]!]!;
}

const mostNamed = 12;

/** “a”, “b” and 3 more. */
export function listWords(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).map((name) => `“${name}”`);
  const more = names.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more.toLocaleString('en')} more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}`;
}

/** What to say where nothing, or too little, is left to train on. */
export function explainTooFew(
  info: Pick<DatasetInfo, 'samples'>,
  { train, validation, test }: Split,
  batchSize?: number,
): UserError {
  const count = (n: number): string => n.toLocaleString('en');
  const batch = batchSize === undefined ? '' : `, too few for a batch of ${count(batchSize)}`;
  return new UserError({
    received: `Of ${count(info.samples)} samples, ${count(train.length)} are left to train on${batch}: ${count(validation.length)} are set aside to validate on and ${count(test.length)} to test on.`,
    expected: 'Training needs at least one batch.',
    action: 'Add samples, set fewer aside, make the batches smaller, or allow a smaller last batch.',
  });
}
