/** Python that turns a text into a network's numbers and what comes out into text again, around whatever runs the network. Owns that code. */
import { basename, extname } from 'node:path';
import { endToken, paddingToken, reservedWords, startToken, unknownToken } from '#shared/data/tokens.ts';
import { lastCurve } from '#shared/graph/output-range.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import type { ExportedPart } from './format.ts';
import { markName } from './put-in-place.ts';

export interface Runner {
  /** Python packages. */
  readonly needs: string;
  /** It is a folder, and the preprocessing lies in it. */
  readonly folder: boolean;
  /** Lines that make the network ready, with NumPy as np. */
  readonly load: readonly string[];
  /** An expression: the first output as an array, of arrays by these names in the order of the part's inputs. */
  run(arrays: readonly string[]): string;
}

interface Snippet {
  readonly language: 'python';
  readonly code: string;
}

/** `name`: of the export's file or folder. Null: the part takes no text, or its data are gone. */
export function textSnippet(part: ExportedPart, name: string, runner: Runner): Snippet | null {
  const { form, text } = part.preprocessing;
  if (form.kind !== 'text' || text === null || part.inputs[0]!.dtype !== 'int32') return null;
  const splits = text.pattern !== null;
  const mark = runner.folder ? `${name}/${markName}` : `${basename(name, extname(name))}.${markName}`;
  const small = text.lowercase ? '.lower()' : '';
  return {
    language: 'python',
    code: [
      `# pip install numpy ${runner.needs}${splits ? ' regex' : ''}`,
      'import json',
      'import unicodedata',
      '',
      'import numpy as np',
      ...(splits ? ['import regex'] : []),
      ...runner.load,
      `about = json.load(open(${JSON.stringify(mark)}, encoding="utf-8"))["input"]`,
      'words = about["form"]["vocabulary"]',
      'number = {word: at for at, word in enumerate(words)}',
      '',
      'def numbers(text, length, end):',
      `    text = unicodedata.normalize("NFC", text)${small}`,
      `    parts = ${splits ? 'regex.findall(about["text"]["pattern"], text)' : 'list(text)'}`,
      `    found = [number.get(part, ${unknownToken}) for part in parts][:length]`,
      `    found = (found + [${endToken}] * end)[:length]`,
      `    return np.array([found + [${paddingToken}] * (length - len(found))], np.int32)`,
      '',
      ...tasks[form.task](part, form, runner),
    ].join('\n'),
  };
}

const endsInProbabilities = ({ project }: ExportedPart): boolean => lastCurve(project)?.activation === 'softmax';
const lengthOf = (part: ExportedPart, at: number): number => part.inputs[at]!.shape[0]!;
const joined = ({ unit }: TextForm): string => (unit === 'word' ? '" "' : '""');

const tasks: Readonly<
  Record<TextForm['task'], (part: ExportedPart, form: TextForm, runner: Runner) => readonly string[]>
> = {
  itself: (part, form, { run }) => [
    `text = numbers("hello", ${lengthOf(part, 0)}, end=True)  # yours`,
    `result = ${run(['text'])}`,
    ...(part.kind === 'model'
      ? [`print(${joined(form)}.join(words[at] for at in result[0, :, : len(words)].argmax(-1) if at > ${endToken}))`]
      : [`print("${part.outputs[0]!.name}", result.shape)`]),
  ],
  pairs: (part, form, { run }) => [
    ...(form.targetVocabulary ? ['written_words = about["form"]["targetVocabulary"]'] : ['written_words = words']),
    `text = numbers("hello", ${lengthOf(part, 0)}, end=True)  # yours`,
    `before = np.zeros((1, ${lengthOf(part, 1)}), np.int32)`,
    `before[0, 0] = ${startToken}  # the start; then what was written so far`,
    'written = []',
    `for place in range(${part.outputs[0]!.shape[0]!}):`,
    `    best = int(${run(['text', 'before'])}[0, place, : len(written_words)].argmax())`,
    `    if best == ${endToken}:  # the end`,
    '        break',
    '    written.append(written_words[best])',
    '    if place + 1 < before.shape[1]:',
    '        before[0, place + 1] = best',
    `print(${joined(form)}.join(written))`,
  ],
  next: (part, form, { run }) => [
    `length, steps = ${lengthOf(part, 0)}, 100`,
    'written = [at for at in numbers("It is", length, end=False)[0].tolist() if at > 0]  # yours',
    'generator = np.random.default_rng(1)',
    'for _ in range(steps):',
    '    window = written[-length:]',
    '    text = np.array([window + [0] * (length - len(window))], np.int32)',
    `    chances = ${run(['text'])}[0, len(window) - 1, : len(words)].astype(np.float64)`,
    ...(endsInProbabilities(part) ? [] : ['    chances = np.exp(chances - chances.max())']),
    `    chances[:${reservedWords.length}] = 0  # padding, start, end and unknown words`,
    '    written.append(int(generator.choice(len(chances), p=chances / chances.sum())))',
    `print(${joined(form)}.join(words[at] for at in written))`,
  ],
  neighbours: (part, _form, { run }) => [
    `text = numbers("good", ${lengthOf(part, 0)}, end=False)  # yours`,
    `others = numbers("bad better day", ${lengthOf(part, 1)}, end=False)  # how well each goes with it`,
    `print(${run(['text', 'others'])}[0, 0, :3])`,
  ],
};
