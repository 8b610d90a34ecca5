/** Text from files, folders and columns: what becomes of it, and a hundred files that are no text. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, test } from 'vitest';
import type { Sample, Skipped, SourceContents } from '#main/data/format.ts';
import { spreadSlots } from '#main/data/format.ts';
import { inspectSource } from '#main/data/formats.ts';
import { datePair } from '#shared/data/dates.ts';
import { reservedWords } from '#shared/data/tokens.ts';
import { textOf } from '#shared/data/words.ts';
import type { TextSettings } from '#shared/graph/data-forms.ts';
import { emptyProject, type DataSource } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { TextForm } from '#shared/wire/data-forms.ts';
import { damage, randomNumbers } from '../damage.ts';
import { temporaryFolder } from '../../trainer/fixtures.ts';

const place = await temporaryFolder();
afterAll(place.remove);

let files = 0;
async function file(content: string | Uint8Array, ending = 'txt'): Promise<string> {
  const path = join(place.path, `${files++}.${ending}`);
  await writeFile(path, content);
  return path;
}

const { data } = emptyProject('test', 'Test');

async function inspect(source: DataSource, text: Partial<TextSettings> = {}): Promise<SourceContents> {
  return inspectSource(source, {
    data: { ...data, source, text: { ...data.text, ...text } },
    ...{ signal: new AbortController().signal, downloadsFolder: null },
  });
}

/** Samples as text again, and what was left out. */
async function read(path: string, settings: Partial<TextSettings> = {}) {
  const contents = await inspect({ kind: 'text', path }, settings);
  const signal = new AbortController().signal;
  const plan = await contents.plan(data, signal);
  const form = plan.form as TextForm;
  const samples: { input: string; target: string | null }[] = [];
  const numbers: { input: number[]; target: number[] | null }[] = [];
  for await (const each of contents.decode(spreadSlots(contents.candidates, null), plan, signal)) {
    const { values, target } = each as Sample;
    samples.push({ input: textOf(form, values), target: target ? textOf(form, target, 'target') : null });
    numbers.push({ input: [...values], target: target ? [...target] : null });
  }
  return { samples, numbers, form, plan, skipped: contents.skipped as readonly Skipped[] };
}

describe('a file', () => {
  test('by lines: each is a text with an end, filled up with padding', async () => {
    const { samples, numbers, form } = await read(await file('abba\n\ncab\r\n'), { length: 6 });
    expect(samples.map(({ input }) => input)).toEqual(['abba', 'cab']);
    expect(form.vocabulary).toEqual([...reservedWords, 'a', 'b', 'c']);
    expect(form.counts).toEqual([0, 0, 0, 0, 3, 3, 1]);
    expect(numbers[1]!.input).toEqual([6, 4, 5, 2, 0, 0]);
  });

  test('running on: what comes next is the target, and nothing is learnt past the end', async () => {
    const { numbers, samples } = await read(await file('abcde'), { task: 'next', length: 3, stride: 3 });
    expect(samples).toEqual([
      { input: 'abc', target: 'bcd' },
      { input: 'd', target: 'e' },
    ]);
    expect(numbers[1]).toEqual({ input: [7, 0, 0], target: [8, 0, 0] });
  });

  test('words: marks by themselves, rare ones unknown, lower case', async () => {
    const { samples, form } = await read(await file('The cat, the CAT and the dog.'), {
      ...{ unit: 'word', lowercase: true, vocabulary: 6, length: 10 },
    });
    expect(form.vocabulary.slice(4)).toEqual(['the', 'cat']);
    expect(samples[0]!.input).toBe('the cat � the cat � the � �');
  });

  test('composed and decomposed letters are one', async () => {
    const { form } = await read(await file('é e\u0301'), { length: 5 });
    expect(form.vocabulary.slice(4)).toEqual(['é', ' ']);
  });

  test('neighbours: within reach, never the word itself', async () => {
    const { numbers, form } = await read(await file('one two three four five six seven'), {
      ...{ task: 'neighbours', unit: 'word', near: 2, subsample: 0 },
    });
    const order = 'one two three four five six seven'.split(' ').map((word) => form.vocabulary.indexOf(word));
    expect(numbers).toHaveLength(7);
    numbers.forEach(({ input, target }, at) => {
      const near = target!.filter((token) => token > 0);
      expect(input).toEqual([order[at]]);
      expect(near.length).toBeGreaterThan(0);
      for (const token of near) expect(Math.abs(order.indexOf(token) - at)).toBeOneOf([1, 2]);
    });
  });

  test('UTF-16 with its mark is read', async () => {
    const text = Buffer.from('\uFEFFnaïve', 'utf16le');
    const { samples } = await read(await file(text));
    expect(samples[0]!.input).toBe('naïve');
  });
});

describe('a table', () => {
  test('two columns by name, quotes and all', async () => {
    const path = await file('id,english,french\n1,"Go, now",Va\n2,"say ""hi""",dis\n', 'csv');
    const { samples } = await read(path, { task: 'pairs', input: 'english', target: 'french' });
    expect(samples).toEqual([
      { input: 'Go, now', target: 'Va' },
      { input: 'say "hi"', target: 'dis' },
    ]);
  });

  test('pairs that do not fit are named by their line', async () => {
    const path = await file('a\tb\nlonger than six\tb\n\tb\nc\td\n', 'tsv');
    const { samples, skipped } = await read(path, { task: 'pairs', length: 6, targetLength: 6 });
    expect(samples.map(({ input }) => input)).toEqual(['a', 'c']);
    expect(skipped.map(({ file: name }) => name.replace(/^\d+/, 'n'))).toEqual(['n.tsv, line 2', 'n.tsv, line 3']);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'longer than its place: 15 characters in its first text, room for 6',
      'without its first text',
    ]);
  });

  test('is read as tables are: rows that do not fit are named, an open quote costs its line, Windows’ letters are known', async () => {
    const path = await file(Buffer.from('text,more\ncaf\xe9,1\none,2,3\n"open,4\nlast,5\n', 'latin1'), 'csv');
    const { samples, skipped } = await read(path, { input: 'text', length: 6 });
    expect(samples.map(({ input }) => input)).toEqual(['café', 'last']);
    expect(skipped.map(({ file: name, reason }) => [name.replace(/^\d+/, 'n'), reason])).toEqual([
      ['n.csv, line 3', '3 fields where 2 were expected'],
      ['n.csv, line 4', 'a quote is opened and never closed'],
    ]);
  });

  test('the first line names columns only where somebody says so', async () => {
    const path = await file('text;other\ngo;va\n', 'csv');
    const texts = async (settings: Partial<TextSettings>) =>
      (await read(path, settings)).samples.map(({ input }) => input);
    expect(await texts({})).toEqual(['text', 'go']);
    expect(await texts({ header: 'yes' })).toEqual(['go']);
    expect(await texts({ input: 'other' })).toEqual(['va']);
  });

  test('Parquet has texts, too', async () => {
    const columnData = [
      { name: 'english', data: ['go', 'stay'] },
      { name: 'french', data: ['va', 'reste'] },
    ];
    const path = await file(new Uint8Array(parquetWriteBuffer({ columnData })), 'parquet');
    const { samples } = await read(path, { task: 'pairs', input: 'french', target: 'english' });
    expect(samples).toEqual([
      { input: 'va', target: 'go' },
      { input: 'reste', target: 'stay' },
    ]);
  });

  test('a column that is not there is said, with those that are', async () => {
    const path = await file('a,b\n1,2\n', 'csv');
    await expect(read(path, { input: 'text' })).rejects.toThrow('without a column “text”; it has “a”, “b”');
  });
});

test('a folder: its text files in order, what cannot be read is named', async () => {
  const path = join(place.path, 'folder');
  await mkdir(path);
  await Promise.all([
    writeFile(join(path, '10.txt'), 'b'),
    writeFile(join(path, '2.txt'), 'a'),
    writeFile(join(path, '3.txt'), Uint8Array.of(0x61, 0x0a, 0xff, 0x61)),
    writeFile(join(path, 'picture.png'), 'no text'),
  ]);
  const { samples, skipped } = await read(path);
  expect(samples.map(({ input }) => input)).toEqual(['a', 'b']);
  expect(skipped).toEqual([{ file: '3.txt', reason: 'no UTF-8: line 2 cannot be read; save it as UTF-8' }]);
});

test('the built-in dates are pairs, no day twice', async () => {
  const all = Array.from({ length: 20_000 }, (_, index) => datePair(index));
  expect(new Set(all.map(({ iso }) => iso)).size).toBe(20_000);
  const contents = await inspect({ kind: 'builtin', name: 'dates' }, { length: 30, targetLength: 11 });
  await contents.plan(data, new AbortController().signal);
  expect(contents.candidates).toBe(20_000);
  expect(contents.skipped).toEqual([]);
});

/** Always the same, by their number. */
function malformed(number: number): { content: Uint8Array; ending: string } {
  let state = number * 2_654_435_761 + 1;
  const byte = (): number => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16) & 0xff;
  const random = (length: number): Uint8Array => Uint8Array.from({ length }, byte);
  const kinds = [
    () => random(1 + number * 13),
    () => Buffer.concat([Buffer.from('good start\n'), random(50)]),
    () => Buffer.from('"never closed, '.repeat(number + 1)),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), random(number + 1)]),
    () => Buffer.concat([Buffer.from([0xfe, 0xff]), random(2 * number)]),
    () => Buffer.alloc(number),
    () => Buffer.from(`${'x'.repeat(20_000)}${'\u{1F600}'.repeat(50)}`).subarray(0, 20_100 + number),
    () => Buffer.from([...Array(number + 1)].map((_, at) => 'a,'.repeat(at % 7)).join('\n')),
    () => Buffer.from('\r\r\n\n\u2028\u0085'.repeat(number)),
    () => Buffer.from('\uFEFF\uFEFF\u200B'.repeat(number)),
  ];
  return { content: kinds[number % kinds.length]!(), ending: ['txt', 'csv', 'tsv', 'md'][number % 4]! };
}

test('a hundred malformed files: read or refused in words, none hangs', async () => {
  for (let number = 0; number < 100; number++) {
    const { content, ending } = malformed(number);
    const path = await file(content, ending);
    const task = (['itself', 'next', 'pairs', 'neighbours'] as const)[(number >> 2) % 4]!;
    const outcome = await read(path, { task, unit: number % 2 ? 'word' : 'character' }).catch(
      (error: unknown) => error,
    );
    if (outcome instanceof Error) {
      expect(outcome, String(number)).toBeInstanceOf(UserError);
      expect((outcome as UserError).received).not.toBe('');
    }
  }
});

test('a hundred damaged tables of pairs: read or refused in words, none hangs', async () => {
  const random = randomNumbers(17);
  const lines = Array.from({ length: 60 }, (_, at) => `"word ${at}, ""said"""\tmot n° ${at}`);
  const whole = Buffer.from(`english\tfrench\n${lines.join('\n')}\n`);
  let used = 0;
  for (let turn = 0; turn < 100; turn++) {
    const path = await file(damage(whole, random), 'tsv');
    try {
      const { samples, skipped } = await read(path, { task: 'pairs', input: 'english', target: 'french' });
      used += samples.length;
      for (const { file: name, reason } of skipped) expect(`${name}: ${reason}`).toMatch(/^\d+\.tsv(, line \d+)?: \S/);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.received).toMatch(/\S{3}/);
    }
  }
  expect(used).toBeGreaterThan(2000);
});
