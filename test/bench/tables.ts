/** Figures as Markdown tables. */
import type { Comparison } from './compare.ts';
import type { GrowthRow } from './growth.ts';

/** On a quiet machine the slowest round of a matrix product takes at most this many times the fastest. */
const calm = 1.5;

export function comparisonTable({ models }: Comparison): string {
  const peerTitles = [...new Set(models.flatMap(({ peers }) => peers.map(({ title }) => title)))];
  const head = [
    'model',
    'ours',
    ...peerTitles,
    'ours ÷ best peer',
    'GFLOP/s',
    'share of the matrix product’s',
    'compile',
    'nodes',
    'peak memory',
    ...peerTitles.map((title) => `${title.split(' ')[0]}’s`),
  ];
  const rows = models.flatMap(({ ours, peers, products }) =>
    ours.map((result, index) => {
      const best = Math.min(...peers.map(({ medianMilliseconds }) => medianMilliseconds));
      const peer = (title: string) => peers.find((each) => each.title === title);
      const rate = gigaflops(result);
      return [
        result.name,
        milliseconds(result.medianMilliseconds),
        ...peerTitles.map((title) => milliseconds(peer(title)?.medianMilliseconds)),
        peers.length > 0 ? `**${(result.medianMilliseconds / best).toFixed(2)}**` : '–',
        rate.toFixed(0),
        `${((100 * rate) / gigaflops(products[index]!)).toFixed(0)} % of ${gigaflops(products[index]!).toFixed(0)}`,
        seconds(result.compileMilliseconds),
        String(result.nodes ?? '–'),
        mebibytes(result.peakMemory),
        ...peerTitles.map((title) => mebibytes(peer(title)?.peakMemory)),
      ];
    }),
  );
  return markdown(head, rows);
}

/** Says where something else was running: the matrix product, which always does the same, then takes longer at times. */
export function disturbances({ models }: Comparison): string {
  return models
    .map(({ model, products }) => {
      const worst = Math.max(...products.map(({ rounds }) => Math.max(...rounds) / Math.min(...rounds)));
      return worst > calm ? `${model}: disturbed, the matrix product’s rounds differ by ×${worst.toFixed(1)}. ` : '';
    })
    .join('');
}

/** Each row against the first of its kind: how many times the arithmetic, and how many times the time. */
export function growthTable(growth: readonly GrowthRow[]): string {
  const head = ['model', 'grown', 'a step', 'arithmetic ×', 'time ×', 'GFLOP/s', 'compile', 'nodes', 'peak memory'];
  const rows = growth.map((row) => {
    const first = growth.find(
      ({ device, model, grown }) => device === row.device && model === row.model && grown === row.grown,
    )!;
    return [
      `${row.model} on ${row.device}`,
      `${row.grown} ${row.value}`,
      milliseconds(row.milliseconds),
      (row.operationsPerStep / first.operationsPerStep).toFixed(1),
      (row.milliseconds / first.milliseconds).toFixed(1),
      (row.operationsPerStep / row.milliseconds / 1e6).toFixed(0),
      seconds(row.compileMilliseconds),
      String(row.nodes),
      mebibytes(row.peakMemory),
    ];
  });
  return markdown(head, rows);
}

const gigaflops = (result: { operationsPerStep: number | null; medianMilliseconds: number }): number =>
  (result.operationsPerStep ?? 0) / result.medianMilliseconds / 1e6;

const milliseconds = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(2)} ms`);
const seconds = (value: number | null): string => (value === null ? '–' : `${(value / 1000).toFixed(2)} s`);
const mebibytes = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(value / 2 ** 20).toFixed(0)} MiB`;

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
