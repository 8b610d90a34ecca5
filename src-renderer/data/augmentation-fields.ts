/** The settings of augmentation as the Data view offers them: words, limits, units. Owns no elements. */
import type { Augmentation } from '#shared/graph/document.ts';
import { formatPercent } from '../ui/format.ts';

type Amount = Exclude<keyof Augmentation, 'flipHorizontal' | 'flipVertical'>;

export interface AmountField {
  readonly key: Amount;
  readonly label: string;
  readonly help: string;
  readonly max: number;
  readonly step: number;
  /** "up to 10% either way". */
  readonly say: (value: number) => string;
}

const share = (value: number): string => (value === 0 ? 'off' : `± ${formatPercent(value)}`);

/** "flip left–right, rotate ± 15°"; "none". */
export function describeAugmentation(settings: Augmentation): string {
  const words = [
    ...(settings.flipHorizontal ? ['flip left–right'] : []),
    ...(settings.flipVertical ? ['flip up–down'] : []),
    ...amountFields.flatMap(({ key, label, say }) =>
      settings[key] === 0 ? [] : [`${label.toLowerCase()} ${say(settings[key])}`],
    ),
  ];
  return words.length === 0 ? 'none' : words.join(', ');
}

/** Sliders end where pictures stop being of use; files may hold more. */
export const amountFields: readonly AmountField[] = [
  {
    ...{ key: 'shift', label: 'Shift', max: 0.5, step: 0.01, say: share },
    help: 'Moves the picture by up to this share of its height and width. What comes in at the edge repeats the border.',
  },
  {
    ...{ key: 'rotate', label: 'Rotate', max: 180, step: 1 },
    help: 'Turns the picture by up to so many degrees either way. A 6 turned far enough is a 9.',
    say: (value) => (value === 0 ? 'off' : `± ${Number(value.toFixed(1))}°`),
  },
  {
    ...{ key: 'zoom', label: 'Zoom', max: 0.9, step: 0.01, say: share },
    help: 'Enlarges or shrinks the picture by up to this share.',
  },
  {
    ...{ key: 'brightness', label: 'Brightness', max: 1, step: 0.01, say: share },
    help: 'Makes all pixels brighter or darker by up to this share of their range.',
  },
  {
    ...{ key: 'contrast', label: 'Contrast', max: 1, step: 0.01, say: share },
    help: 'Strengthens or weakens differences from the mean by up to this share.',
  },
];
