// Fill-in of real tables: cells are blanked at random, the template “Table with missing values” is trained on what is left, and fills them in
// by `hourglass preview RUN fill`. Beside it, columns' means and most frequent categories, and the nearest rows (nearest-rows.mjs, tuned for
// every table by hiding known cells; with --sklearn PYTHON also scikit-learn's KNNImputer, tuned likewise).
//   node test/bench/fill-in-table.mjs [--tables penguins,cars] [--shares 0.1,0.3,0.5] [--draws 3] [--sklearn PYTHON] [--json FILE]
// RMSE is over all blanked numbers and dates, each in deviations of its column; accuracy over all blanked categories. Prints a Markdown table of
// medians over the draws; ends with 1 where the network is not better than all others. Fetches one table through npm.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { fillFromNearest, usualCells } from './nearest-rows.mjs';
import { chooseColumns, median, openTable, openWorkshop, projectFor, realTables } from './real-tables.mjs';

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    tables: { type: 'string', default: Object.keys(realTables).join(',') },
    shares: { type: 'string', default: '0.1,0.3,0.5' },
    draws: { type: 'string', default: '3' },
    template: { type: 'string', default: join(root, 'resources', 'templates', 'table-missing-values.hourglass') },
    sklearn: { type: 'string' },
    json: { type: 'string' },
  },
});
const shares = options.shares.split(',').map(Number);
const draws = Number(options.draws);
const workshop = await openWorkshop('fill-in-table');
const { work, reader, hourglass } = workshop;
const template = JSON.parse(await readFile(options.template, 'utf8'));

const deviationOf = (values) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

/** RMSE and accuracy of `filled`, one for each hole. */
function judge(truth, columns, holes, filled) {
  const deviations = columns.map((_, at) => deviationOf(truth.map((row) => row[at]).filter((value) => value !== null)));
  let [squares, numbers, right, categories] = [0, 0, 0, 0];
  holes.forEach(([row, at], i) => {
    if (columns[at].type === 'category') {
      categories += 1;
      right += Number(filled[i] === truth[row][at]);
    } else {
      numbers += 1;
      squares += ((filled[i] - truth[row][at]) / deviations[at]) ** 2;
    }
  });
  return { rmse: Math.sqrt(squares / numbers), accuracy: right / categories };
}

async function network(name, table, columns, blanked, holes, seed) {
  const path = join(work, `${name}.csv`);
  await reader.write(path, blanked);
  const project = projectFor(template, path, columns);
  project.training.seed = seed;
  chooseColumns(project, table, columns);
  await writeFile(join(work, `${name}.hourglass`), JSON.stringify(project));
  const began = performance.now();
  await hourglass('train', join(work, `${name}.hourglass`), '--out', join(work, name), '--json');
  const seconds = (performance.now() - began) / 1000;
  await hourglass('preview', join(work, name), 'fill', '-o', join(work, `${name}-filled.csv`));
  const filled = reader.cellsOf(
    await reader.fieldsOf(await readFile(join(work, `${name}-filled.csv`), 'utf8')),
    columns,
  );
  return { filled: holes.map(([row, at]) => filled[row][at]), seconds };
}

/** scikit-learn's KNNImputer over standardised numbers and 0/1 for each category. */
async function sklearn(name, columns, cells, holes) {
  const file = join(work, `${name}-sklearn.json`);
  await writeFile(file, JSON.stringify({ columns: columns.map(({ type }) => type), cells }));
  const { stdout } = await run(options.sklearn, [join(import.meta.dirname, 'nearest-rows.py'), file], {
    maxBuffer: 1e8,
  });
  const filled = JSON.parse(stdout);
  return holes.map(([row, at]) => filled[row][at]);
}

async function measure(tableName, table, columns, truth, share, draw) {
  const name = `${tableName}-${share}-${draw}`;
  const chance = workshop.chanceOf(draw, Math.round(share * 100));
  const places = columns.map((column) => table.names.indexOf(column.name));
  const holes = [];
  const rows = table.rows.map((fields, row) => {
    const own = [...fields];
    columns.forEach((_, at) => {
      if (truth[row][at] === null || chance() >= share) return;
      own[places[at]] = '';
      holes.push([row, at]);
    });
    return own;
  });
  const cells = truth.map((row) => [...row]);
  for (const [row, at] of holes) cells[row][at] = null;
  const own = await network(name, table, columns, { names: table.names, rows }, holes, draw);
  const usual = usualCells(cells, columns);
  const nearest = fillFromNearest(cells, columns, holes, chance);
  const by = {
    network: own.filled,
    usual: holes.map(([, at]) => usual[at]),
    nearest: nearest.filled,
    ...(options.sklearn && { sklearn: await sklearn(name, columns, cells, holes) }),
  };
  const figures = Object.fromEntries(
    Object.entries(by).map(([who, filled]) => [who, judge(truth, columns, holes, filled)]),
  );
  return {
    table: tableName,
    share,
    draw,
    holes: holes.length,
    seconds: own.seconds,
    chosen: nearest.chosen,
    ...figures,
  };
}

const who = ['network', 'nearest', ...(options.sklearn ? ['sklearn'] : []), 'usual'];
const titles = { network: 'network', nearest: 'nearest rows', sklearn: 'KNNImputer', usual: 'mean, mode' };
let failed = false;
try {
  const all = [];
  console.log(
    `| table | blanked | ${who.map((each) => `RMSE ${titles[each]}`).join(' | ')} | ${who.map((each) => `right ${titles[each]}`).join(' | ')} |`,
  );
  console.log(`| --- | --- |${' --- |'.repeat(2 * who.length)}`);
  for (const tableName of options.tables.split(',')) {
    const { columns, table } = await openTable(workshop, tableName);
    const truth = reader.cellsOf(table, columns);
    for (const share of shares) {
      const results = [];
      for (let draw = 1; draw <= draws; draw++)
        results.push(await measure(tableName, table, columns, truth, share, draw));
      all.push(...results);
      const of = (each, figure) => median(results.map((result) => result[each][figure]));
      const best = { rmse: of('network', 'rmse'), accuracy: of('network', 'accuracy') };
      const others = who.slice(1);
      failed ||= others.some((each) => of(each, 'rmse') <= best.rmse || of(each, 'accuracy') >= best.accuracy);
      console.log(
        `| ${tableName} | ${share * 100} % | ${who.map((each) => of(each, 'rmse').toFixed(3)).join(' | ')} | ${who.map((each) => `${(of(each, 'accuracy') * 100).toFixed(1)} %`).join(' | ')} |`,
      );
    }
  }
  if (options.json) await writeFile(options.json, JSON.stringify(all, null, 2));
} finally {
  await workshop.close();
}
process.exitCode = failed ? 1 : 0;
