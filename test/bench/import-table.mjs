// Imports a generated CSV of a million rows and 20 columns, whole and with 1,000 broken rows: time to the first preview, time and peak memory
// of the whole import, and whether every broken row is counted and named by its line. The whole one is then trained on for an epoch with the
// template “Table autoencoder”.
//   node test/bench/import-table.mjs [--rows N] [--json FILE]
// Ends with 1 when memory exceeds 1.5 GB, the preview takes longer than 2 s, or a broken row is missed.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';
import { projectFor } from './real-tables.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'string' } },
});
const count = Number(options.rows);
const most = { bytes: 1.5e9, previewSeconds: 2 };
const brokenEvery = Math.floor(count / 1000);
const { cache, preview, document, cli } = await buildForNode(
  {
    cache: 'src-main/data/cache.ts',
    preview: 'src-main/data/table/preview.ts',
    document: 'src-shared/graph/document.ts',
    cli: 'src-main/cli/index.ts',
    trainer: 'src-main/trainer/entry.ts',
  },
  join(root, 'out', 'bench-import'),
);
const { prepareDataset } = await import(pathToFileURL(cache).href);
const { previewTable } = await import(pathToFileURL(preview).href);
const { emptyProject } = await import(pathToFileURL(document).href);
const work = await mkdtemp(join(tmpdir(), 'hourglass-import-'));

const cities = ['Oslo', 'Rome', 'Bern', 'Lima', 'Cairo', 'Quito'];
/** Twelve numbers, five categories, two dates, one name; a few cells missing. */
function lineOf(row) {
  const cells = Array.from({ length: 12 }, (_, at) => (Math.sin(row * (at + 1)) * 100 * (at + 1)).toFixed(3));
  if (row % 50 === 0) cells[row % 12] = '';
  const names = Array.from({ length: 5 }, (_, at) => cities[(row * (at + 1)) % (at + 2)]);
  const day = String(1 + (row % 28)).padStart(2, '0');
  return [...cells, ...names, `2024-03-${day}`, `2021-0${1 + (row % 9)}-${day}`, `person ${row}`].join(',');
}

async function write(path, broken) {
  const file = createWriteStream(path);
  const header = Array.from({ length: 20 }, (_, at) => `column${at + 1}`).join(',');
  let text = `${header}\n`;
  const lines = [];
  for (let row = 0; row < count; row++) {
    const isBroken = broken && row % brokenEvery === brokenEvery >> 1;
    if (isBroken) lines.push(row + 2);
    text += `${isBroken ? ['1,2,3', lineOf(row).replace(/^[^,]+/, 'x'), `"${lineOf(row)}`][lines.length % 3] : lineOf(row)}\n`;
    if (text.length < 1 << 20) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'close');
  return lines;
}

/** Peak memory of a process and those that it has started, bytes. */
async function residentOf(pid) {
  const [own, children] = await Promise.all([
    readFile(`/proc/${pid}/statm`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => ''),
  ]);
  const sums = await Promise.all(children.split(' ').filter(Boolean).map(residentOf));
  return (Number(own.split(' ')[1]) || 0) * 4096 + sums.reduce((sum, bytes) => sum + bytes, 0);
}

/** An epoch over the table that lies prepared: seconds, rows a second, and the peak memory of command line and trainer together. */
async function train(path, columns) {
  const template = join(root, 'resources', 'templates', 'table-autoencoder.hourglass');
  const project = projectFor(JSON.parse(await readFile(template, 'utf8')), path, columns);
  project.training = { ...project.training, epochs: 1, batchSize: 256, earlyStopping: null };
  project.data.limit = null;
  await writeFile(join(work, 'million.hourglass'), JSON.stringify(project));
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [cli, 'train', join(work, 'million.hourglass'), '--out', join(work, 'run'), '--json'],
    { env: { ...process.env, HOURGLASS_DATA: join(work, 'data') }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  let peak = 0;
  const watch = setInterval(() => void residentOf(child.pid).then((bytes) => (peak = Math.max(peak, bytes))), 100);
  await once(child, 'close');
  clearInterval(watch);
  const { loss, validationLoss, samplesPerSecond } = JSON.parse(said);
  return {
    wholeSeconds: (performance.now() - begun) / 1000,
    ...{ loss, validationLoss, rowsPerSecond: Math.round(samplesPerSecond) },
    peakMegabytes: Math.round(peak / 1e6),
  };
}

const results = [];
let failed = false;
try {
  for (const broken of [false, true]) {
    const path = join(work, broken ? 'broken.csv' : 'whole.csv');
    const lines = await write(path, broken);
    const data = { ...emptyProject('bench', 'Bench').data, source: { kind: 'table', path } };
    const begun = performance.now();
    const { count: shown } = await previewTable(data);
    const previewSeconds = (performance.now() - begun) / 1000;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
    const { info } = await prepareDataset(data, { cacheFolder: join(work, 'data', 'cache') });
    clearInterval(watch);
    const importSeconds = (performance.now() - begun) / 1000 - previewSeconds;
    const named = info.skipped.filter(({ file }, at) => file === `line ${lines[at].toLocaleString('en')}`).length;
    const right =
      info.skippedCount === lines.length && named === info.skipped.length && info.samples === count - lines.length;
    failed ||= !right || peak > most.bytes || previewSeconds > most.previewSeconds;
    const { size } = await stat(path);
    results.push({
      file: broken ? '1,000 broken rows' : 'whole',
      megabytes: Math.round(size / 1e6),
      shown,
      previewSeconds,
      importSeconds,
      peakMegabytes: Math.round(peak / 1e6),
      samples: info.samples,
      skipped: info.skippedCount,
      named,
      example: info.skipped.slice(0, 3),
      ...(broken ? {} : { training: await train(path, info.form.columns) }),
    });
    console.log(JSON.stringify(results.at(-1)));
    await rm(path);
  }
  if (options.json) await writeFile(options.json, JSON.stringify(results, null, 2));
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
