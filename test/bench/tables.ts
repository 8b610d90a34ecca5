/** Figures as Markdown tables. */
import type { Comparison, ModelComparison } from './compare.ts';
import type { CompileRow } from './compile-times.ts';
import type { GrowthFigures, GrowthRow } from './growth.ts';
import type { ModelName } from './models.ts';

/** On a quiet machine the slowest round of a matrix product takes at most this many times the fastest. */
const calm = 1.5;

/** What a step on the processor may take, as a share of the best peer's. */
const goals: Record<ModelName, number> = {
  dense: 0.75,
  conv: 0.9,
  lstm: 1,
  vae: 0.8,
  vae20: 0.9,
  vqvae: 0.9,
  dcgan: 0.9,
  conv64: 0.9,
};

export function comparisonTable({ models }: Comparison): string {
  const titles = [...new Set(models.flatMap(({ peers }) => peers.map(({ title }) => title)))];
  const head = [
    'model',
    'ours',
    ...titles,
    '÷ best peer',
    'fastest rounds',
    'goal',
    '÷ Keras',
    'GFLOP/s',
    'of the matrix product’s',
    'compile',
    'nodes',
    'peak memory',
    ...titles.map((title) => `${title.split(' ')[0]}’s`),
  ];
  return markdown(
    head,
    models.flatMap((model) => model.ours.map((_, index) => comparisonRow(model, index, titles))),
  );
}

function comparisonRow({ model, ours, peers, products }: ModelComparison, index: number, titles: string[]): string[] {
  const result = ours[index]!;
  const peer = (title: string) => peers.find((each) => each.title === title);
  const keras = peers.find(({ framework }) => framework === 'keras');
  const fastest = ({ rounds }: { rounds: readonly number[] }): number => Math.min(...rounds);
  const [rate, productRate] = [gigaflops(result), gigaflops(products[index]!)];
  return [
    result.name,
    milliseconds(result.medianMilliseconds),
    ...titles.map((title) => milliseconds(peer(title)?.medianMilliseconds)),
    bold(ratio(result.medianMilliseconds, peers, (each) => each.medianMilliseconds)),
    ratio(fastest(result), peers, fastest),
    String(goals[model]),
    keras ? times(result.medianMilliseconds / keras.medianMilliseconds) : '–',
    rate.toFixed(0),
    `${((100 * rate) / productRate).toFixed(0)} % of ${productRate.toFixed(0)}`,
    seconds(result.compileMilliseconds),
    String(result.nodes ?? '–'),
    mebibytes(result.peakMemory),
    ...titles.map((title) => mebibytes(peer(title)?.peakMemory)),
  ];
}

/** Against the smallest of the peers'. */
const ratio = <T>(own: number, peers: readonly T[], of: (peer: T) => number): string =>
  peers.length > 0 ? times(own / Math.min(...peers.map(of))) : '–';

/** Says where something else was running: the matrix product, which always does the same, then takes longer at times. */
export function disturbances({ models }: Comparison): string {
  return models
    .map(({ model, products }) => {
      const worst = Math.max(...products.map(({ rounds }) => Math.max(...rounds) / Math.min(...rounds)));
      return worst > calm ? `${model}: disturbed, the matrix product’s rounds differ by ×${worst.toFixed(1)}. ` : '';
    })
    .join('');
}

/** Each row against the first of its kind that was measured: how many times the arithmetic, the time, the memory. */
export function growthTable(growth: readonly GrowthRow[]): string {
  const head = ['model', 'grown', 'a step', 'arithmetic ×', 'time ×', 'GFLOP/s', 'compile', 'nodes', 'peak memory'];
  const rows = growth.map((row) => {
    const { device, model, grown, value, figures, failure } = row;
    const first = growth.find(
      (each) => each.figures && each.device === device && each.model === model && each.grown === grown,
    )?.figures;
    const start = [`${model} on ${device}`, `${grown} ${value}`];
    if (!figures || !first) return [...start, failure?.split('\n')[0] ?? '–', ...head.slice(3).map(() => '–')];
    return [...start, ...growthCells(figures, first)];
  });
  return markdown(head, rows);
}

function growthCells(figures: GrowthFigures, first: GrowthFigures): string[] {
  return [
    milliseconds(figures.milliseconds),
    (figures.operationsPerStep / first.operationsPerStep).toFixed(1),
    (figures.milliseconds / first.milliseconds).toFixed(1),
    (figures.operationsPerStep / figures.milliseconds / 1e6).toFixed(0),
    seconds(figures.compileMilliseconds),
    String(figures.nodes),
    mebibytes(figures.peakMemory),
  ];
}

export function compileTable(compiled: readonly CompileRow[]): string {
  const head = ['template', 'kernels', 'nodes', 'trace to ready session', 'goal', 'then a step'];
  const rows = compiled.map((row) => [
    `${row.what} on ${row.device}`,
    String(row.kernels),
    String(row.nodes),
    seconds(row.compileMilliseconds),
    row.goalSeconds === null ? 'trains' : `${row.goalSeconds} s`,
    milliseconds(row.millisecondsPerStep),
  ]);
  return markdown(head, rows);
}

const gigaflops = (result: { operationsPerStep: number | null; medianMilliseconds: number }): number =>
  (result.operationsPerStep ?? 0) / result.medianMilliseconds / 1e6;

const times = (value: number): string => value.toFixed(2);
const bold = (text: string): string => (text === '–' ? text : `**${text}**`);
const milliseconds = (value: number | undefined): string => (value === undefined ? '–' : `${value.toFixed(2)} ms`);
const seconds = (value: number | null): string => (value === null ? '–' : `${(value / 1000).toFixed(2)} s`);
const mebibytes = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(value / 2 ** 20).toFixed(0)} MiB`;

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
