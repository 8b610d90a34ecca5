// Real tables for benchmarks, as CSV: penguins, which come with Hourglass, and cars, fetched from the npm package vega-datasets by npm's own client.
// Also what a table's cells are worth: numbers as numbers (dates, too), categories as text, null where nothing stands.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const dataPackage = 'vega-datasets@3.2.1';

async function fetched(name, work) {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', work, dataPackage]);
  await extract({ file: join(work, stdout.trim()), cwd: work });
  return JSON.parse(await readFile(join(work, 'package', 'data', name), 'utf8'));
}

const toCsv = (records) => {
  const names = Object.keys(records[0]);
  const cell = (value) => (value === null ? '' : /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [names.map(cell), ...records.map((record) => names.map((name) => cell(record[name])))].join('\n');
};

/** By name: what its text is. `work`: a folder for what is fetched. */
export const realTables = {
  penguins: () => readFile(join(root, 'resources', 'data', 'penguins.csv'), 'utf8'),
  /** 406 cars: miles per gallon, cylinders, displacement, horsepower, weight, acceleration, year (a date), origin; their names are ignored. */
  cars: async (work) => toCsv(await fetched('cars.json', work)),
};

/** Functions of src-main and src-shared that read tables, for `tableReader`. */
const tableParts = {
  cache: 'src-main/data/cache.ts',
  cells: 'src-main/data/rows/cells.ts',
  csv: 'src-main/data/rows/csv.ts',
  document: 'src-shared/graph/document.ts',
};

/**
 * A place to measure tables in: `work` is an empty folder, `reader` reads CSV as Hourglass does, `hourglass` runs the command line, and
 * `chanceOf(draw, more)` gives numbers in 0 … 1 that follow from these alone. `close` removes all of it.
 */
export async function openWorkshop(name) {
  const built = join(root, 'out', `bench-${name}`);
  const paths = await buildForNode(
    {
      cli: 'src-main/cli/index.ts',
      trainer: 'src-main/trainer/entry.ts',
      random: 'src-shared/counter-random.ts',
      ...tableParts,
    },
    built,
  );
  const parts = Object.fromEntries(
    await Promise.all(Object.keys(tableParts).map(async (part) => [part, await import(paths[part])])),
  );
  const { uniformNumbers } = await import(paths.random);
  const work = await mkdtemp(join(tmpdir(), `hourglass-${name}-`));
  const environment = { ...process.env, HOURGLASS_DATA: join(work, 'data') };
  return {
    work,
    reader: tableReader(parts, work),
    hourglass: async (...args) =>
      (await run(process.execPath, [paths.cli, ...args], { env: environment, maxBuffer: 1e8 })).stdout,
    chanceOf: (draw, more) => uniformNumbers(draw, 'test', more, 0),
    async close() {
      await rm(work, { recursive: true, force: true });
      await rm(built, { recursive: true, force: true });
    },
  };
}

/** A real table in the workshop: its columns as Hourglass settles them, and the fields of its rows. */
export async function openTable({ work, reader }, name) {
  const path = join(work, `${name}.csv`);
  await writeFile(path, await realTables[name](work));
  return { columns: await reader.columnsOf(path), table: await reader.fieldsOf(await readFile(path, 'utf8')) };
}

/** Makes a project learn from these columns of a table alone, whatever else it has. */
export function chooseColumns({ data }, { names }, columns) {
  data.table.columns = Object.fromEntries(columns.map(({ name, type }) => [name, { type }]));
  for (const name of names) data.table.columns[name] ??= { type: 'ignore' };
  data.table.header = 'yes';
}

export const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** Reads CSV as Hourglass does: its columns as it settles them, and rows of cells. `parts`: the modules of `tableParts`. */
function tableReader({ cache, cells, csv, document }, work) {
  const { data } = document.emptyProject('bench', 'Bench');
  const isMissing = cells.missingTest(data.table);
  const valueOf = (column, text) => {
    if (isMissing(text)) return null;
    if (column.type === 'category') return text;
    return column.type === 'date' ? cells.parseDate(text, column.format).time : cells.parseNumber(text, '.');
  };
  return {
    data,
    /** Columns that something is learnt from. */
    async columnsOf(path) {
      const source = { kind: 'table', path };
      const { info } = await cache.prepareDataset({ ...data, source }, { cacheFolder: join(work, 'cache') });
      return info.form.columns;
    },
    /** Fields of all rows, and the place of each column among them. */
    async fieldsOf(text) {
      const file = csv.csvOfText('table.csv', text, { ...data.table, header: 'yes' });
      const rows = [];
      for await (const batch of file.batches(new AbortController().signal))
        rows.push(...batch.map((row) => [...row.fields]));
      return { names: file.names, rows };
    },
    cellsOf: ({ names, rows }, columns) => {
      const places = columns.map(({ name }) => names.indexOf(name));
      return rows.map((fields) => columns.map((column, at) => valueOf(column, fields[places[at]].trim())));
    },
    write: (path, { names, rows }) =>
      writeFile(path, toCsv(rows.map((fields) => Object.fromEntries(names.map((name, at) => [name, fields[at]]))))),
  };
}

/** The project of a template that learns from this file's rows instead: its row and what comes out as wide as the table's. */
export function projectFor(template, path, columns) {
  const project = structuredClone(template);
  const { nodes, edges } = project.graph;
  const size = columns.reduce((sum, { type, categories }) => sum + (type === 'category' ? categories.length : 1), 0);
  for (const { kind, params } of nodes) if (kind === 'input' || kind === 'mask') params.shape = [size];
  const output = nodes.find(({ kind }) => kind === 'output').id;
  nodes.find(({ id }) => id === edges.find(({ target }) => target === output).source).params.units = size;
  project.data.source = { kind: 'table', path };
  return project;
}
