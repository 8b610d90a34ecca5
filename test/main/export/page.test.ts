/** What a page moves, and what stands in it. That it computes what Hourglass computes is test/contract/exports.test.ts's. */
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it, test } from 'vitest';
import { assemblePage, scriptIn, type PageNetwork } from '#main/export/page/assemble.ts';
import { readAssets } from '#main/export/page/assets.ts';
import { pageForm } from '#main/export/page/form.ts';
import { playOf } from '#main/export/page/play.ts';
import type { SequenceForm, TableForm, TextForm } from '#shared/wire/data-forms.ts';
import { normalLatent } from '#main/trainer/explore/draw.ts';

/** Latents that spread by `deviations` around `middle`. */
function latentsOf(count: number, deviations: readonly number[], middle = 0) {
  const size = deviations.length;
  const values = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    const drawn = normalLatent(size, 1, row, { truncation: 'none', limit: 1 });
    values.set(
      drawn.map((value, at) => middle + value * deviations[at]!),
      row * size,
    );
  }
  return { count, size, values };
}

test('sliders of few values reach half as far again as nine in ten samples', () => {
  const { axes, middle, spread, starts } = playOf(latentsOf(2000, [1, 3, 1], 5), {
    prior: null,
    noise: false,
    most: 2,
  });
  expect(axes.map(({ index }) => index)).toEqual([0, 1]);
  for (const value of middle) expect(value).toBeCloseTo(5, 0);
  // 1.645 standard deviations on both sides, twice as far from end to end.
  expect(axes[1]!.high / 3).toBeCloseTo(2 * 1.645, 0);
  expect(axes[1]!.low / 3).toBeCloseTo(-2 * 1.645, 0);
  expect(spread.kind).toBe('directions');
  if (spread.kind === 'directions') expect(spread.deviations[0]).toBeCloseTo(3, 0);
  expect(starts).toHaveLength(8);
});

test('many values are moved along the directions in which they spread most', () => {
  const deviations = Array.from({ length: 40 }, (_, at) => (at === 7 ? 9 : 0.1));
  const { axes } = playOf(latentsOf(300, deviations), { prior: null, noise: false, most: 3 });
  expect(axes).toHaveLength(3);
  const [first] = axes;
  expect(Math.abs(first!.direction![7]!)).toBeGreaterThan(0.99);
  expect(Math.hypot(...first!.direction!)).toBeCloseTo(1, 2);
});

test('where latents are drawn from a distribution, sliders reach as far as it does', () => {
  const collapsed = playOf(latentsOf(50, [0.01, 0.01]), { prior: 'normal', noise: false, most: 12 });
  expect(collapsed.axes.every(({ low, high }) => low <= -2.6 && high >= 2.6)).toBe(true);
  const noise = playOf(latentsOf(50, new Array<number>(100).fill(1)), { prior: 'normal', noise: true, most: 12 });
  expect(noise.axes.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, at) => at));
  expect(noise.middle.every((value) => value === 0)).toBe(true);
});

test('nothing that a project is called can break out of the page, and it may load nothing', async () => {
  const words = { title: '</title><script>alert(1)</script>', subtitle: '"&<b>', slidersTitle: 's', about: 'a' };
  const network = { values: [], nodes: [], note: '</script><script>alert(1)' } as unknown as PageNetwork;
  const html = assemblePage({ words, network, weights: new Uint8Array([1, 2, 255]) }, await readAssets());
  expect(html).not.toContain('<script>alert');
  expect(JSON.parse(scriptIn(html, 'network'))).toEqual(network);
  expect(Buffer.from(scriptIn(html, 'weights'), 'base64')).toEqual(Buffer.from([1, 2, 255]));
  expect(html).toContain("default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'");
  const links = html.replace(scriptIn(html, 'library'), '').match(/(src|href)="[^"]*"/g);
  expect(links).toEqual(['href="https://www.tensorflow.org/js"']);
  expect(html).not.toMatch(/\{\{\w+\}\}/);
});

describe('what is no picture', () => {
  const scaling = { offset: 40, factor: 5 };
  const columns: TableForm['columns'] = [
    { name: 'length', type: 'number', start: 0, weight: 1, scaling, spread: 5, decimals: 1 },
    { name: 'island', type: 'category', start: 1, weight: 1, categories: ['Biscoe', 'Dream'] },
  ];

  it('is drawn as what the data are, or as numbers where it does not fit them', () => {
    const reading = { delimiter: ',', decimal: '.', header: true };
    expect(pageForm({ kind: 'table', columns, missing: false, profile: [], reading }, [3])).toEqual({ kind: 'table', columns }); // prettier-ignore
    const waves: SequenceForm = { kind: 'sequence', channels: [{ name: 'value', scaling }], padded: false };
    expect(pageForm(waves, [48, 1])).toMatchObject({ kind: 'sequence' });
    expect(pageForm(waves, [48, 2])).toEqual({ kind: 'numbers' });
    const vocabulary = ['', '', '', '', 'to', 'be'];
    const text: TextForm = { kind: 'text', unit: 'word', task: 'itself', vocabulary };
    expect(pageForm(text, [4, 6])).toMatchObject({ words: vocabulary, places: 4 });
  });

  it('is written in its own units, and a text up to its end', async () => {
    const { paint } = await readAssets();
    const context = createContext({});
    runInContext(paint, context);
    const said = (code: string): unknown =>
      runInContext(code, Object.assign(context, { columns, row: [-0.5, 0.2, 0.7] }));
    expect(said('columns.map((column) => cellText(column, row))')).toEqual(['37.5', 'Dream']);
    const choices = [4, 5, 2, 4].flatMap((token) => Array.from({ length: 6 }, (_, at) => (at === token ? 1 : 0)));
    Object.assign(context, { choices, form: { words: ['', '', '', '', 'to', 'be'], unit: 'word', places: 4 } });
    expect(said('textIn(choices, form)')).toBe('to be');
  });
});
