/** What a person settles about text: words and limits of the fields. Owns no edits. */
import type { TextSettings } from '#shared/graph/data-forms.ts';

type Task = TextSettings['task'];
export type TextNumber = 'vocabulary' | 'length' | 'targetLength' | 'stride' | 'near' | 'subsample';

export const taskOptions: readonly { readonly value: Task; readonly label: string }[] = [
  { value: 'itself', label: 'Each text by itself' },
  { value: 'next', label: 'Running text, and what comes next' },
  { value: 'pairs', label: 'Pairs of texts' },
  { value: 'neighbours', label: 'Words and their neighbours' },
];

interface NumberOfText {
  readonly key: TextNumber;
  readonly label: string;
  readonly help: string;
  readonly tasks: readonly Task[];
  readonly integer: boolean;
  readonly min: number;
  readonly max: number;
}

const all: readonly Task[] = ['itself', 'next', 'pairs', 'neighbours'];
const long: readonly Task[] = ['itself', 'next', 'pairs'];

export const textNumbers: readonly NumberOfText[] = [
  {
    ...{ key: 'vocabulary', label: 'Told apart', tasks: all, integer: true, min: 2, max: 200_000 },
    help: 'At most so many characters or words, with four for padding, start, end and unknown; rarer ones become unknown.',
  },
  {
    ...{ key: 'length', label: 'Length', tasks: long, integer: true, min: 1, max: 10_000 },
    help: 'Characters or words of one sample.',
  },
  {
    ...{
      key: 'targetLength',
      label: 'Length of the second text',
      tasks: ['pairs'],
      integer: true,
      min: 1,
      max: 10_000,
    },
    help: 'With its end. Pairs that do not fit are left out, and named.',
  },
  {
    ...{ key: 'stride', label: 'Stride', tasks: ['itself', 'next'], integer: true, min: 1, max: 10_000 },
    help: 'From where one stretch of text begins to where the next one does.',
  },
  {
    ...{ key: 'near', label: 'Near', tasks: ['neighbours'], integer: true, min: 1, max: 50 },
    help: 'Words to either side that count as neighbours, at most.',
  },
  {
    ...{ key: 'subsample', label: 'Leave out above', tasks: ['neighbours'], integer: false, min: 0, max: 1 },
    help: 'Words that make up more than this share of the text are left out at random; 0 keeps all.',
  },
];
