/** What every class of layer becomes here, or why it becomes nothing. Owns the choice; each family is its own file's. */
import { defaultsOf } from '#shared/layers/fields.ts';
import { layers } from '#shared/layers/index.ts';
import type { Converter } from './converted.ts';
import { curves } from './curves.ts';
import { directConverter } from './direct.ts';
import type { LayerReading } from './reading.ts';
import { sequences } from './sequences.ts';
import { bidirectional, timeDistributed } from './wrappers.ts';

/** Found in patterns.ts. */
const blocks =
  (kind: 'pixelShuffle' | 'spaceToDepth'): Converter =>
  (reading) => [
    { kind, params: { ...defaultsOf(layers[kind].fields), blockSize: reading.ask('block_size') as number } },
  ];

const augmenting: Converter = (reading) => {
  for (const key of Object.keys(reading.config)) reading.ask(key);
  reading.note('It changes samples while training only, and was left out; see Augmentation under Data.');
  return [];
};
const augmentations = ['Flip', 'Rotation', 'Zoom', 'Translation', 'Contrast', 'Brightness', 'Crop'].map(
  (what) => `Random${what}`,
);

const others: Readonly<Record<string, Converter>> = {
  ...curves,
  ...sequences,
  ...Object.fromEntries(augmentations.map((name) => [name, augmenting])),
  PixelShuffle: blocks('pixelShuffle'),
  SpaceToDepth: blocks('spaceToDepth'),
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed(converterOf),
};

const never: Readonly<Record<string, string>> = {
  Lambda: 'is a Lambda: code in the file, which is never run',
  TFOpLambda: 'is an operation in code, which is no layer here',
  SlicingOpLambda: 'is an operation in code, which is no layer here',
};

export function converterOf(reading: LayerReading): Converter {
  const { className } = reading.layer;
  if (Object.hasOwn(never, className)) return reading.refuse(never[className]!);
  const found = Object.hasOwn(others, className) ? others[className]! : directConverter(className);
  return found ?? reading.refuse('is of a kind that Hourglass does not have');
}
