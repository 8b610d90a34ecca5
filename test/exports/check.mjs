// Every template in every format and part through the library that the format is for: exported with 16 samples and what
// Hourglass computes for them, loaded, run and compared by a checker.
//   node test/exports/check.mjs PYTHON CHECKER [--formats onnx,keras] [--templates dcgan,sparse] [--every N] [--kinds]
//     [--option NAME=VALUE] [--tolerance 1e-4] [--json FILE]
// PYTHON has the libraries; CHECKER is a Python script with the arguments FORMAT MODEL INPUT.npy EXPECTED.npy that ends with 0
// where they agree. --every N takes every Nth case only. Prints a Markdown table; ends with 1 unless all agree.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    formats: { type: 'string' },
    templates: { type: 'string' },
    every: { type: 'string', default: '1' },
    option: { type: 'string', multiple: true, default: [] },
    tolerance: { type: 'string' },
    kinds: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const [python, checker] = positionals;
if (!checker) {
  console.error(
    'usage: node test/exports/check.mjs PYTHON CHECKER [--formats …] [--templates …] [--every N] [--json FILE]',
  );
  process.exit(2);
}

const paths = await buildForNode(
  { cases: 'test/exports/cases.ts', kinds: 'test/exports/kinds.ts' },
  join(root, 'out', 'check-exports'),
);
const { exportCase, exportCases, oneInput } = await import(paths.cases);
const { kindCases } = await import(paths.kinds);

/** What the checker calls a format, and how the export's file or folder is called; formats that it does not know are left out. */
const known = {
  onnx: ['onnx', 'model.onnx'],
  keras: ['keras', 'model.keras'],
  h5: ['keras', 'model.h5'],
  savedmodel: ['savedmodel', 'model'],
  python: ['python', 'model'],
};
const chosen = Object.fromEntries(options.option.map((each) => each.split('=')));
const tolerance = options.tolerance === undefined ? [] : ['--tolerance', options.tolerance];
const among = (list, name) => list === undefined || list.split(',').includes(name);
const cases = (options.kinds ? kindCases : exportCases)
  .filter(
    ({ format, template }) => known[format] && among(options.formats, format) && among(options.templates, template),
  )
  .filter((_, at) => at % Number(options.every) === 0);

const work = await mkdtemp(join(tmpdir(), 'hourglass-exports-'));
const child = spawn(python, [join(import.meta.dirname, 'check.py'), resolve(checker)], {
  stdio: ['pipe', 'pipe', 'ignore'],
  env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
async function check(given) {
  child.stdin.write(`${JSON.stringify(given)}\n`);
  const { value, done } = await lines.next();
  return done ? { code: 2, said: 'the checker’s process ended' } : JSON.parse(value);
}

const results = [];
console.log('| template | format | part | result |\n| --- | --- | --- | --- |');
for (const [at, each] of cases.entries()) {
  const folder = join(work, String(at));
  const [format, name] = known[each.format];
  const { template, part } = each;
  let result;
  try {
    await mkdir(folder);
    const target = {
      path: join(folder, name),
      samples: folder,
      cacheFolder: options.kinds ? null : join(work, 'cache'),
      options: { ...oneInput(each), ...chosen },
    };
    await exportCase(each, target);
    result = await check([format, target.path, join(folder, 'input.npy'), join(folder, 'expected.npy'), ...tolerance]);
  } catch (error) {
    result = { code: 3, said: `not exported: ${error.message}` };
  }
  results.push({ template, format: each.format, part, ...result });
  console.log(
    `| ${template} | ${each.format} | ${part} | ${result.code === 0 ? '' : '**'}${result.said.split('\n').join(' ')}${result.code === 0 ? '' : '**'} |`,
  );
  await rm(folder, { recursive: true, force: true });
}
child.stdin.end();
await rm(work, { recursive: true, force: true });
const agree = results.filter(({ code }) => code === 0).length;
console.log(`\n${agree} of ${results.length} agree.`);
if (options.json) await writeFile(options.json, JSON.stringify(results, null, 2));
process.exit(agree === results.length && agree > 0 ? 0 : 1);
