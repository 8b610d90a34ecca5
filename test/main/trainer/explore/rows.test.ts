/** A network that was trained on rows with hidden cells: what it fills in, gives back and decodes, as the template has it. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { missingValue } from '#shared/data/missing.ts';
import { readRow, writeRow } from '#shared/data/table.ts';
import type { TableForm } from '#shared/wire/data-forms.ts';
import { drawTemplate } from '../../../contract/templates/index.ts';
import { base64, explored, floats } from './explored.ts';

const drawn = drawTemplate['table-missing-values']('Rows');
const project = { ...drawn, training: { ...drawn.training, epochs: 60, device: 'cpu' } };
const run = await explored(project);
const form = run.explorer.info.form as TableForm;
const columns = form.columns.map(({ name }) => name);
const at = (name: string): number => columns.indexOf(name);

/** A gentoo: heavy, with long flippers and a shallow beak, on Biscoe. */
const gentoo = ['Gentoo', 'Biscoe', 47.5, 15, 217, 5076, 'MALE'];

test('a blank cell is filled with what the others say, and known cells stay', async () => {
  const blank = gentoo.with(at('Species'), null as never).with(at('Body Mass (g)'), null as never);
  const row = writeRow(form, blank);
  const { rows, rounds } = await run.ask('explore:fillRows', { rows: base64(row), count: 1, rounds: 20 });
  const cells = readRow(form, floats(rows));
  expect(rounds).toBe(1);
  expect(cells[at('Species')]!.value).toBe('Gentoo');
  expect(cells[at('Species')]!.probability).toBeGreaterThan(0.8);
  expect(Math.abs((cells[at('Body Mass (g)')]!.value as number) - 5076)).toBeLessThan(600);
  expect(cells[at('Flipper Length (mm)')]!.text).toBe('217');
  expect(cells[at('Sex')]!.text).toBe('MALE');
});

test('the whole file is filled, and what stood there stays to the letter', async () => {
  const original = await readFile(new URL('../../../../resources/data/penguins.csv', import.meta.url), 'utf8');
  const { text, rows, filled, skipped } = await run.ask('explore:fillFile', { path: null, rounds: 20 });
  expect([rows, filled, skipped]).toEqual([344, 4 * 2 + 11, 0]);
  const [before, after] = [original, text].map((file) =>
    file
      .trim()
      .split('\n')
      .map((line) => line.split(',')),
  );
  before!.forEach((cells, line) =>
    cells.forEach((cell, column) => {
      if (cell === '') expect(after![line]![column]).not.toBe('');
      else expect(after![line]![column]).toBe(cell);
    }),
  );
});

test('samples, outputs and decoded latents come as numbers in the columns’ places', async () => {
  const samples = [0, 3, 200].map((index) => ({ from: 'data' as const, index }));
  const { values, size } = await run.ask('explore:values', { samples });
  expect(size).toBe(12);
  expect(floats(values)[12 + form.columns[at('Body Mass (g)')]!.start]).toBeLessThan(missingValue / 2);
  const { shown, errors, fed } = await run.ask('explore:outputs', { samples });
  const species = form.columns[at('Species')]!.start;
  for (let sample = 0; sample < 3; sample++) {
    const own = floats(shown.values).subarray(sample * 12 + species, sample * 12 + species + 3);
    expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  }
  expect(fed).not.toBeNull();
  expect(floats(errors!).every((error) => error >= 0)).toBe(true);
  const { latents } = await run.ask('explore:encode', { samples });
  const decoded = await run.ask('explore:decodeValues', { latents, count: 3 });
  expect(readRow(form, floats(decoded.values).subarray(24))[at('Species')]!.value).toBe('Chinstrap');
});

test('rows that are made up are drawn by their seed, and are what their latents decode to', async () => {
  const settings = {
    source: 'gaussian',
    components: 4,
    covariance: 'full',
    count: 5,
    truncation: 'none',
    limit: 1,
  } as const;
  const drawnBy = (seed: number, first: number) => run.ask('explore:drawValues', { ...settings, seed, first });
  const [one, again, other, later] = [
    await drawnBy(1, 0),
    await drawnBy(1, 0),
    await drawnBy(2, 0),
    await drawnBy(1, 2),
  ];
  expect(one.made.size).toBe(12);
  expect(again).toEqual(one);
  expect(other.latents).not.toBe(one.latents);
  expect(floats(later.latents).subarray(0, one.size)).toEqual(floats(one.latents).subarray(2 * one.size, 3 * one.size));
  const decoded = await run.ask('explore:decodeValues', { latents: one.latents, count: 5 });
  expect(decoded.values).toBe(one.made.values);
  expect(one.drawn).toContain('gaussian');
});

test('errors of a part are those of its samples', async () => {
  const { indices } = await run.ask('explore:part', { part: 'validation' });
  const { errors } = await run.ask('explore:errors', { part: 'validation' });
  const samples = indices.map((index) => ({ from: 'data' as const, index }));
  const { errors: single } = await run.ask('explore:outputs', { samples });
  floats(errors).forEach((error, place) => expect(error).toBeCloseTo(floats(single!)[place]!, 5));
});

test('a file without the network’s columns is refused in words', async () => {
  const path = new URL('../../../../package.json', import.meta.url).pathname;
  await expect(run.ask('explore:fillFile', { path, rounds: 1 })).rejects.toThrow(/no column/);
});
