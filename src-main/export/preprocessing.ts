/** What must be done to a picture before a part of a network sees it: in words and in numbers. Owns their form; what Hourglass does itself is src-main/data's. */
import type { ImagePreprocessing, Project } from '#shared/graph/document.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { valuesOfBytes } from '../trainer/pixels.ts';

export interface Preprocessing {
  /** Pixels of a picture, [height, width, channels]; null where the data that would say so are gone. */
  readonly picture: readonly [height: number, width: number, channels: number] | null;
  readonly colour: 'grey' | 'red, green, blue';
  readonly fit: ImagePreprocessing['fit'];
  readonly invert: boolean;
  /** value = byte × scale + offset. */
  readonly scale: number;
  readonly offset: number;
  /** What bytes 0 and 255 become. */
  readonly range: readonly [low: number, high: number];
  /** The same as sentences, in the order in which it is done. */
  readonly steps: readonly string[];
}

const fits: Readonly<Record<ImagePreprocessing['fit'], string>> = {
  crop: 'cut off what is too much on two sides, evenly',
  contain: 'leave empty (black) bars on two sides, evenly',
  stretch: 'stretch it, whatever its proportions',
};

/** `input`: of one sample as the network takes it; `picture`: of one as the data hold it, where that is known. */
export function preprocessingOf(project: Project, input: Shape, picture: Shape | null): Preprocessing {
  const { fit, invert, range } = project.data.image;
  const found = picture ?? (input.length === 3 ? input : null);
  const channels = found?.[2] ?? 1;
  const [low, high] = valuesOfBytes(range, Uint8Array.of(0, 255)) as unknown as [number, number];
  const colour = channels === 1 ? 'grey' : 'red, green, blue';
  const steps = [
    ...(found ? [`Make each picture ${found[1]} pixels wide and ${found[0]} high; ${fits[fit]}.`] : []),
    channels === 1
      ? 'Turn it to grey: one byte for each pixel.'
      : 'Take red, green and blue, in this order: three bytes for each pixel.',
    ...(invert ? ['Invert it: 255 minus each byte.'] : []),
    `Scale each byte to ${low}…${high}: ${range === 'zeroToOne' ? 'byte ÷ 255' : 'byte ÷ 127.5 − 1'}.`,
    `Arrange it as [samples, ${input.join(', ')}], 32-bit floating point, row by row from the top${input.length === 3 ? ', the channels of a pixel together' : ''}.`,
  ];
  if (found && sizeOf(found) !== sizeOf(input))
    throw new Error('A picture of the data has another size than the input.');
  return {
    picture: found as Preprocessing['picture'],
    ...{ colour, fit, invert },
    scale: (high - low) / 255,
    offset: low,
    range: [low, high],
    steps,
  };
}
