/** Numbers of samples written for a person's table, and where a cell stands in its column. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { missingValue } from '#shared/data/missing.ts';
import { readableHeader, readableValues } from '#shared/data/readable.ts';
import { readCell, shareOfRange, writeRow } from '#shared/data/table.ts';
import { endToken, reservedWords } from '#shared/data/tokens.ts';
import type { SequenceForm, TableColumn, TableForm, TextForm } from '#shared/wire/data-forms.ts';

const sequence: SequenceForm = {
  kind: 'sequence',
  channels: [
    { name: 'heat', scaling: { offset: 20, factor: 2 } },
    { name: 'noise', scaling: { offset: 0, factor: 1 } },
  ],
  padded: true,
};

const mass: TableColumn = {
  name: 'mass',
  type: 'number',
  start: 0,
  weight: 1,
  spread: 5,
  decimals: 1,
  scaling: { offset: 10, factor: 5 },
};
const counted = { reason: '', missing: 0, counts: [], weight: 1 };
const table: TableForm = {
  ...{ kind: 'table', missing: true, reading: { delimiter: ',', decimal: '.', header: true } },
  columns: [mass, { name: 'kind', type: 'category', start: 1, weight: 1, categories: ['cat', 'dog'] }],
  profile: [
    { ...counted, name: 'mass', type: 'number', found: 'number', from: '5.0', to: '25.0', scale: 'standard' },
    { ...counted, name: 'kind', type: 'category', found: 'category', from: 'cat', to: 'dog', scale: null },
  ],
};

describe('a sample as a line of a table', () => {
  it('of a sequence has a column for each step of each channel, in its unit; padding is empty', () => {
    expect(readableHeader(sequence, 4)).toEqual(['heat 1', 'noise 1', 'heat 2', 'noise 2']);
    expect(readableValues(sequence, [1, 0.25, missingValue, missingValue], false)).toEqual([22, 0.25, '', '']);
  });
  it('of a row has its cells', () => {
    expect(readableHeader(table, 3)).toEqual(['mass', 'kind']);
    expect(readableValues(table, writeRow(table, [12.5, 'dog']), false)).toEqual(['12.5', 'dog']);
    expect(readableValues(table, writeRow(table, [null, null]), false)).toEqual(['', '']);
  });
  it('of a text is what it says, without what a network adds to each word', () => {
    const form: TextForm = { kind: 'text', unit: 'word', task: 'itself', vocabulary: [...reservedWords, 'a', 'cat'] };
    const first = reservedWords.length;
    const said = [first, first + 1, endToken];
    expect(readableHeader(form, 3)).toEqual(['text']);
    expect(readableValues(form, said, false)).toEqual(['a cat']);
    expect(readableValues(form, [...said, 0.9, 0.8, 1], true)).toEqual(['a cat']);
  });
});

afterEach(() => void vi.unstubAllEnvs());

describe('where a cell stands in its column', () => {
  const at = (value: number | null) => shareOfRange(table, mass, readCell(mass, writeRow(table, [value, 'cat'])));
  it('is 0 at the least, 1 at the greatest, and no further', () => {
    expect([at(5), at(15), at(25), at(40), at(-3)]).toEqual([0, 0.5, 1, 1, 0].map((share) => expect.closeTo(share, 6)));
  });
  it('of a moment does not depend on where in the world one is', () => {
    vi.stubEnv('TZ', 'America/New_York');
    const when: TableColumn = {
      ...{ name: 'when', type: 'date' as const, start: 0, weight: 1, spread: 1, scaling: { offset: 0, factor: 1 } },
      ...{ resolution: 'second' as const, format: 'year-month-day' as const },
    };
    const profile = [{ ...table.profile[0]!, name: 'when', from: '2024-01-01 00:00:00', to: '2024-01-01 08:00:00' }];
    const two = { value: Date.UTC(2024, 0, 1, 2), text: '', probability: null };
    expect(shareOfRange({ profile }, when, two)).toBe(0.25);
  });
  it('says nothing of what is missing, of categories and of a column with one value', () => {
    const kind = table.columns[1]!;
    expect(at(null)).toBeNull();
    expect(shareOfRange(table, kind, readCell(kind, writeRow(table, [1, 'dog'])))).toBeNull();
    const one = { profile: [{ ...table.profile[0]!, to: '5.0' }] };
    expect(shareOfRange(one, mass, readCell(mass, writeRow(table, [5, 'dog'])))).toBeNull();
  });
});
