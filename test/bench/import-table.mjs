// Imports a generated CSV of a million rows and 20 columns, whole and with 1,000 broken rows: time to the first preview, time and peak memory
// of the whole import, and whether every broken row is counted and named by its line.
//   node test/bench/import-table.mjs [--rows N] [--json FILE]
// Ends with 1 when memory exceeds 1.5 GB, the preview takes longer than 2 s, or a broken row is missed.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'string' } },
});
const count = Number(options.rows);
const most = { bytes: 1.5e9, previewSeconds: 2 };
const brokenEvery = Math.floor(count / 1000);
const { cache, preview, document } = await buildForNode(
  {
    cache: 'src-main/data/cache.ts',
    preview: 'src-main/data/table/preview.ts',
    document: 'src-shared/graph/document.ts',
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
    const { info } = await prepareDataset(data, { cacheFolder: join(work, 'cache') });
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
    });
    console.log(JSON.stringify(results.at(-1)));
    await rm(path);
  }
  if (options.json) await writeFile(options.json, JSON.stringify(results, null, 2));
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
