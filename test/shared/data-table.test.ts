/** Cells of a table and the values that a network sees, both ways. */
import { expect, test } from 'vitest';
import { missingValue } from '#shared/data/missing.ts';
import { scaled, unscaled } from '#shared/data/scaling.ts';
import { compareCells, readRow, rowSize, writeNumber, writeRow } from '#shared/data/table.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';

const form: TableForm = {
  kind: 'table',
  missing: true,
  profile: [],
  reading: { delimiter: ',', decimal: '.', header: true },
  columns: [
    {
      ...{ name: 'mass', type: 'number', start: 0, weight: 1, decimals: 1, spread: 10 },
      scaling: { offset: 50, factor: 10 },
    },
    { name: 'kind', type: 'category', start: 1, weight: 1, categories: ['cat', 'dog', 'other'] },
    {
      ...{ name: 'born', type: 'date', start: 4, weight: 1, spread: 1e10, resolution: 'day', format: 'year-month-day' },
      scaling: { offset: Date.UTC(2020, 0, 1), factor: 86_400_000 },
    },
  ],
};

test('a row goes there and back', () => {
  const row = writeRow(form, [64.2, 'dog', Date.UTC(2020, 1, 1)]);
  expect(rowSize(form)).toBe(5);
  expect([...row].map((value) => Number(value.toFixed(4)))).toEqual([1.42, 0, 1, 0, 31]);
  expect(readRow(form, row).map(({ text }) => text)).toEqual(['64.2', 'dog', '2020-02-01']);
});

test('what is missing or unknown stays missing', () => {
  const row = writeRow(form, [null, 'horse', null]);
  expect([...row]).toEqual([...Float32Array.from({ length: 5 }, () => missingValue)]);
  expect(readRow(form, row).map(({ value }) => value)).toEqual([null, null, null]);
});

test('quantiles go there and back, and stay within what was seen', () => {
  const scaling = { offset: 0.5, factor: 0.25, knots: [0, 1, 10, 100] };
  for (const number of [0, 0.5, 1, 7, 55, 100])
    expect(unscaled(scaling, scaled(scaling, number))).toBeCloseTo(number, 9);
  expect(scaled(scaling, 1e9)).toBe(scaled(scaling, 100));
  expect(unscaled(scaling, 50)).toBe(100);
});

test('cells are compared as a person would', () => {
  const [mass, kind] = form.columns as [TableForm['columns'][0], TableForm['columns'][0]];
  const number = (value: number) => ({ value, text: value.toFixed(1), probability: null });
  const name = (value: string) => ({ value, text: value, probability: null });
  expect(compareCells(mass, number(10), number(10.01))).toBe('same');
  expect(compareCells(mass, number(10), number(12))).toBe('near');
  expect(compareCells(mass, number(10), number(14))).toBe('far');
  expect(compareCells(kind, name('cat'), name('dog'))).toBe('far');
  expect(compareCells(kind, { value: null, text: '', probability: null }, name('dog'))).toBe('unknown');
});

test('numbers are written with their column’s digits, without a negative nothing', () => {
  const [mass] = form.columns;
  expect(writeNumber(mass as never, -0.01)).toBe('0.0');
  expect(writeNumber(mass as never, -3.26)).toBe('-3.3');
});
