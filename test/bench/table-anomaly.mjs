// Outliers planted in real tables: rows with a cell far from where it was, or rows whose every cell is one that the table has, in combinations that it
// has not. The template “Table anomaly” learns usual rows alone and scores others by their error (`hourglass evaluate RUN --normal usual`).
//   node test/bench/table-anomaly.mjs [--tables penguins,cars] [--plant far,mixed] [--draws 3] [--json FILE]
// Planted so, in rows that were never trained on. Far: a measured cell is moved by three deviations of its column. Mixed: two are those of a row of another kind (another species, another origin and number
// of cylinders), and all else stays. Prints a Markdown table of AUROCs (0.5 is chance); ends with 1 where the median is below 0.95. Fetches
// one table through npm.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { chooseColumns, median, openTable, openWorkshop, projectFor, realTables } from './real-tables.mjs';

const { values: options } = parseArgs({
  options: {
    tables: { type: 'string', default: Object.keys(realTables).join(',') },
    plant: { type: 'string', default: 'far,mixed' },
    draws: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const workshop = await openWorkshop('table-anomaly');
const { work, reader, hourglass } = workshop;
const template = JSON.parse(await readFile(join(root, 'resources', 'templates', 'table-anomaly.hourglass'), 'utf8'));

/** By table: the columns that say of which kind a row is. */
const kindColumns = { penguins: ['Species'], cars: ['Origin', 'Cylinders'] };
const labelColumn = 'planted or usual';

/** One row in five becomes an outlier, and is so kept out of training. */
function planted(tableName, { names, rows }, columns, plant, chance) {
  const kinds = kindColumns[tableName].map((name) => names.indexOf(name));
  const kindOf = (row) => kinds.map((at) => row[at]).join();
  const measured = columns.filter(({ type, name }) => type === 'number' && !kindColumns[tableName].includes(name));
  const places = measured.map(({ name }) => names.indexOf(name));
  const whole = rows.filter((row) => places.every((at) => row[at].trim() !== ''));
  const pick = (list) => list[Math.floor(chance() * list.length)];
  const marked = whole.map((row) => {
    if (chance() >= 0.2) return [...row, 'usual'];
    if (plant === 'far') {
      const at = pick(places);
      const far = Number(row[at]) + (chance() < 0.5 ? -3 : 3) * measured[places.indexOf(at)].spread;
      return [...row.map((cell, place) => (place === at ? String(far) : cell)), 'planted'];
    }
    const other = pick(whole.filter((each) => kindOf(each) !== kindOf(row)));
    const first = pick(places);
    const second = pick(places.filter((at) => at !== first));
    const changed = row.map((cell, at) => (at === first || at === second ? other[at] : cell));
    return [...changed, 'planted'];
  });
  return { names: [...names, labelColumn], rows: marked };
}

async function measure(tableName, table, columns, plant, draw) {
  const name = `${tableName}-${plant}-${draw}`;
  const chance = workshop.chanceOf(draw, 7);
  const path = join(work, `${name}.csv`);
  await reader.write(path, planted(tableName, table, columns, plant, chance));
  const project = projectFor(template, path, columns);
  project.training.seed = draw;
  chooseColumns(project, table, columns);
  project.data.table.label = labelColumn;
  project.data.split = { ...project.data.split, testFraction: 0.2, trainLabels: ['usual'] };
  await writeFile(join(work, `${name}.hourglass`), JSON.stringify(project));
  await hourglass('train', join(work, `${name}.hourglass`), '--out', join(work, name), '--json');
  const { anomalies } = JSON.parse(await hourglass('evaluate', join(work, name), '--normal', 'usual', '--json'));
  return {
    table: tableName,
    plant,
    draw,
    auroc: anomalies.auroc.reconstruction,
    usual: anomalies.normalSamples,
    planted: anomalies.otherSamples,
  };
}

let failed = false;
try {
  const all = [];
  console.log('| table | planted | usual rows judged | outliers | AUROC of each draw | median |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const tableName of options.tables.split(',')) {
    const { columns, table } = await openTable(workshop, tableName);
    for (const plant of options.plant.split(',')) {
      const results = [];
      for (let draw = 1; draw <= Number(options.draws); draw++)
        results.push(await measure(tableName, table, columns, plant, draw));
      all.push(...results);
      const middle = median(results.map(({ auroc }) => auroc));
      failed ||= middle < 0.95;
      const of = (figure) => results.map((result) => result[figure]).join(', ');
      const each = results.map(({ auroc }) => auroc.toFixed(3)).join(', ');
      console.log(`| ${tableName} | ${plant} | ${of('usual')} | ${of('planted')} | ${each} | ${middle.toFixed(3)} |`);
    }
  }
  if (options.json) await writeFile(options.json, JSON.stringify(all, null, 2));
} finally {
  await workshop.close();
}
process.exitCode = failed ? 1 : 0;
