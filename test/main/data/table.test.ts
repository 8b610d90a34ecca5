/** Tables from CSV, TSV and Parquet: what is found, what a person corrects, and what is said of broken rows. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRow } from '#shared/data/table.ts';
import { defaultTable, type TableSettings } from '#shared/graph/data-forms.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { openDataset, prepareDataset } from '#main/data/cache.ts';
import { elementsOf } from '#main/data/elements.ts';
import { recognize } from '#main/data/recognize.ts';
import { binding, freshPlace, put } from './fixtures.ts';

const place = freshPlace();

/** Every row's cells as text. */
async function loadTable(text: string | Buffer, settings: Partial<TableSettings> = {}, limit: number | null = null) {
  const path = await put(join(place.data, 'people.csv'), Buffer.from(text));
  const data = { ...binding({ kind: 'table', path }, {}, limit), table: { ...defaultTable, ...settings } };
  const { folder, info } = await prepareDataset(data, { cacheFolder: place.cache });
  const reader = await openDataset(folder);
  try {
    const bytes = new Uint8Array(info.samples * reader.sampleBytes);
    await reader.read(
      Array.from({ length: info.samples }, (_, at) => at),
      bytes,
    );
    const form = info.form as TableForm;
    const values = elementsOf('float32', bytes);
    const size = values.length / info.samples;
    const rows = Array.from({ length: info.samples }, (_, at) =>
      readRow(form, values.subarray(at * size, (at + 1) * size)).map((cell) => cell.text),
    );
    return { info, form, rows, labels: await reader.labels() };
  } finally {
    await reader.close();
  }
}

const people = `name,age,height,city,born
Ann Smith,34,1.70,Oslo,1990-02-01
Bob Jones,28,1.825,Rome,1996-11-30
Cy Young,,1.6,Oslo,2001-07-15
Dee Lee,51,NA,Bern,1973-01-09
`;

test('types, missing cells and dates are found, and cells come back in their own units', async () => {
  const { form, rows, info } = await loadTable(people + 'Eve Ray,19,1.75,Rome,2005-12-24\n'.repeat(1));
  expect(form.columns.map(({ name, type }) => [name, type])).toEqual([
    ['name', 'category'],
    ['age', 'number'],
    ['height', 'number'],
    ['city', 'category'],
    ['born', 'date'],
  ]);
  expect(info.title).toBe('5 rows from “people.csv”');
  expect(form.missing).toBe(true);
  expect(rows[0]).toEqual(['Ann Smith', '34', '1.700', 'Oslo', '1990-02-01']);
  expect(rows[2]![1]).toBe('');
  expect(rows[3]![2]).toBe('');
});

test('free text is left out, and the reason said', async () => {
  const lines = Array.from({ length: 80 }, (_, at) => `person ${at},${at % 7},${at % 2 ? 'yes' : 'no'}`);
  const { form } = await loadTable(`who,n,agrees\n${lines.join('\n')}\n`);
  expect(form.columns.map(({ name }) => name)).toEqual(['n', 'agrees']);
  expect(form.profile[0]).toMatchObject({
    type: 'ignore',
    reason: 'Nearly every row has another text: names or free text.',
  });
});

test('what a person says of a column goes before what is found', async () => {
  const { form, rows } = await loadTable(people, {
    columns: { age: { type: 'category' }, name: { type: 'ignore' }, height: { scale: 'minMax', weight: 3 } },
    label: 'city',
  });
  expect(form.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'age category',
    'height number',
    'born date',
  ]);
  expect(form.columns[1]).toMatchObject({ weight: 3, scaling: { offset: 1.6 } });
  expect(rows.map(([age]) => age)).toEqual(['34', '28', '', '51']);
});

test('a label column labels rows and is not fed to the network', async () => {
  const { info, labels, form } = await loadTable(people, { label: 'city' });
  expect(form.columns.map(({ name }) => name)).not.toContain('city');
  expect(info.labels).toEqual([
    { name: 'Bern', count: 1 },
    { name: 'Oslo', count: 2 },
    { name: 'Rome', count: 1 },
  ]);
  expect([...labels!]).toEqual([1, 2, 1, 0]);
});

test.each([
  ['semicolons and decimal commas', 'a;b\n1,5;x\n2,25;y\n3,0;x\n', ';', ',', '2.25'],
  ['tabs', 'a\tb\n1.5\tx\n2.25\ty\n3\tx\n', '\t', '.', '2.25'],
  ['bars', 'a|b\n1.5|x\n2.25|y\n3|x\n', '|', '.', '2.25'],
  ['Windows line ends and a mark at the beginning', '\ufeffa,b\r\n1.5,x\r\n2.25,y\r\n3,x\r\n', ',', '.', '2.25'],
])('%s', async (_, text, delimiter, decimal, second) => {
  const { form, rows } = await loadTable(text);
  expect(form.reading).toEqual({ delimiter, decimal, header: true });
  expect(form.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(rows[1]).toEqual([second, 'y']);
});

test('quoted fields hold delimiters, quotes and line ends', async () => {
  const text = 'what,n\n"a, b",1\n"say ""hi""",2\n"two\nlines",3\nplain,4\n';
  const { rows } = await loadTable(text);
  expect(rows.map(([what]) => what)).toEqual(['a, b', 'say "hi"', 'two\nlines', 'plain']);
});

test('without a header columns are called by their numbers', async () => {
  const { form, info } = await loadTable('1,x\n2,y\n4,x\n');
  expect(form.reading.header).toBe(false);
  expect(form.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2']);
  expect(info.samples).toBe(3);
});

test('broken rows are named by line and reason, the rest is used', async () => {
  const good = Array.from({ length: 200 }, (_, at) => `${at % 13}.5,${at % 2 ? 'x' : 'y'}`);
  good[9] = '1,x,extra';
  good[19] = 'many,x';
  good[29] = '"open,x';
  good[39] = '3';
  const { info } = await loadTable(`n,kind\n${good.join('\n')}\n`);
  expect(info.samples).toBe(196);
  expect(info.skippedCount).toBe(4);
  expect(info.skipped).toEqual([
    { file: 'line 11', reason: '3 fields where 2 were expected' },
    { file: 'line 21', reason: '“many” in “n” is no number' },
    { file: 'line 31', reason: 'a quote is opened and never closed' },
    { file: 'line 41', reason: '1 field where 2 were expected' },
  ]);
});

test('rare categories are pooled', async () => {
  const cities = Array.from({ length: 70 }, (_, city) => `city${city}\n`.repeat(city < 3 ? 200 : 1)).join('');
  const { form } = await loadTable(`city\n${cities}`, { columns: { city: { type: 'category' } } });
  expect(form.columns[0]).toMatchObject({ type: 'category' });
  const { categories } = form.columns[0] as { categories: string[] };
  expect(categories.length).toBe(51);
  expect(categories.at(-1)).toBe('other');
});

test.each(['standard', 'minMax', 'quantile', 'none'] as const)('%s scales there and back', async (scale) => {
  const numbers = Array.from({ length: 50 }, (_, at) => (at * at + 0.5).toFixed(1));
  const { rows } = await loadTable(`n,k\n${numbers.map((n, at) => `${n},${at % 3}`).join('\n')}\n`, {
    columns: { n: { scale } },
  });
  rows.forEach(([n], at) => expect(Number(n)).toBeCloseTo(Number(numbers[at]), 0));
});

test('a limit takes rows evenly from the whole file', async () => {
  const text = `n,k\n${Array.from({ length: 100 }, (_, at) => `${at * 2},${at % 4}`).join('\n')}\n`;
  const { rows } = await loadTable(text, {}, 4);
  expect(rows.map(([n]) => n)).toEqual(['0', '50', '100', '150']);
});

test('a file without anything to learn from is refused in words', async () => {
  await expect(loadTable('')).rejects.toThrow('is empty');
  await expect(loadTable('a,b\n1,1\n1,1\n')).rejects.toThrow('None of the columns');
  await expect(loadTable(people, { label: 'town' })).rejects.toThrow('“town”');
  await expect(loadTable(Buffer.from([0, 1, 2, 0, 3, 0, 0]))).rejects.toThrow('is no text');
});

test('the penguins come with Hourglass', async () => {
  const { info } = await prepareDataset(binding({ kind: 'builtin', name: 'penguins' }), { cacheFolder: place.cache });
  expect(info).toMatchObject({ title: '344 penguins', samples: 344, shape: [12], skippedCount: 0 });
  expect((info.form as TableForm).columns.map(({ type }) => type)).toEqual([
    'category',
    'category',
    'number',
    'number',
    'number',
    'number',
    'category',
  ]);
});

test.each(['people.csv', 'people.tsv', 'people.TAB'])('%s is recognised as a table', async (name) => {
  const path = await put(join(place.data, name), Buffer.from(people));
  expect(await recognize(path)).toEqual({ kind: 'table', reason: null });
});
