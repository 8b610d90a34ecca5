// Every template's Python export, trained for one epoch on a few samples by its own train.py.
//   node test/exports/train.mjs PYTHON [--templates dcgan,sparse]
// PYTHON has Keras on TensorFlow. Prints a Markdown table: finished with finite losses, or why there is no script; ends with 1 where one fails.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const run = promisify(execFile);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { templates: { type: 'string' } },
});
const [python] = positionals;
if (!python) {
  console.error('usage: node test/exports/train.mjs PYTHON [--templates …]');
  process.exit(2);
}
const paths = await buildForNode({ cases: 'test/exports/cases.ts' }, join(root, 'out', 'train-exports'));
const { exportCase, exportCases } = await import(paths.cases);
const wanted = options.templates?.split(',');
/** Of each template the part that is trained. */
const cases = exportCases
  .filter(({ format, template }) => format === 'python' && (!wanted || wanted.includes(template)))
  .filter((each, at, all) => all.findIndex(({ template }) => template === each.template) === at);
const work = await mkdtemp(join(tmpdir(), 'hourglass-train-'));
const environment = { ...process.env, CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3' };

/** Few samples must still make a whole batch. */
const small = (project) => ({ ...project, training: { ...project.training, batchSize: 8, earlyStopping: null } });

async function attempt(each) {
  const folder = join(work, each.template);
  const target = { path: folder, samples: null, cacheFolder: join(work, 'cache') };
  await exportCase({ ...each, project: small(each.project) }, target);
  if (!(await stat(join(folder, 'train.py')).catch(() => null))) {
    const words = await readFile(join(folder, 'README.md'), 'utf8');
    return { trained: null, said: /There is no train\.py: (.*)/.exec(words)?.[1] ?? 'no train.py' };
  }
  const { stdout } = await run(python, ['train.py', '--epochs', '1'], {
    cwd: folder,
    env: environment,
    maxBuffer: 1e8,
    timeout: 300_000,
  });
  const figures = JSON.parse(stdout.trim().split('\n').at(-1));
  const finite = Object.values(figures).every(Number.isFinite);
  return { trained: finite, said: finite ? `loss ${figures.loss.toPrecision(4)}` : JSON.stringify(figures) };
}

const results = [];
console.log('| template | one epoch |\n| --- | --- |');
try {
  for (const each of cases) {
    const result = await attempt(each).catch((error) => ({
      trained: false,
      said: String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1),
    }));
    results.push(result);
    const mark = result.trained === false ? '**' : '';
    console.log(`| ${each.template} | ${mark}${result.trained === null ? 'no script: ' : ''}${result.said}${mark} |`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
const of = (outcome) => results.filter(({ trained }) => trained === outcome).length;
console.log(`\n${of(true)} trained, ${of(null)} without a script in words, ${of(false)} failed.`);
process.exit(of(false) === 0 && of(true) > 0 ? 0 : 1);
