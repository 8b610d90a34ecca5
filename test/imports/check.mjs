// Models that Keras and PyTorch themselves have saved, imported: they compute what these computed.
//   node test/imports/check.mjs PYTHON
// PYTHON has Keras 3, PyTorch and the onnx package. Prints a Markdown table; ends with 1 unless all agree within 1e-4.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { buildForNode } from '../from-source.mjs';

const [python] = process.argv.slice(2);
if (!python) {
  console.error('usage: node test/imports/check.mjs PYTHON');
  process.exit(2);
}
const tolerance = 1e-4;
const paths = await buildForNode({ importing: 'test/imports/importing.ts' }, join(root, 'out', 'check-imports'));
const { importFile, computed, readNpy, farthest } = await import(paths.importing);
const work = await mkdtemp(join(tmpdir(), 'hourglass-imports-'));
let failed = 0;
let count = 0;
try {
  const made = [];
  for (const script of ['make-models.py', 'make-onnx.py']) {
    execFileSync(python, [join(import.meta.dirname, script), work], { stdio: ['ignore', 'ignore', 'inherit'] });
    made.push(...JSON.parse(await readFile(join(work, 'models.json'), 'utf8')));
  }
  console.log('| model | result |\n| --- | --- |');
  for (const file of made) {
    const name = file.replace(/\.\w+$/, '');
    const scratch = join(work, `${name}.scratch`);
    await mkdir(scratch);
    const [input, expected] = await Promise.all(
      ['input', 'expected'].map(async (what) => readNpy(await readFile(join(work, `${name}.${what}.npy`)))),
    );
    let said;
    try {
      const imported = await importFile(join(work, file), { scratch });
      const found = await computed(imported, input.values, input.shape[0]);
      const difference = found.length === expected.values.length ? farthest(expected.values, found) : NaN;
      said = `${difference <= tolerance ? 'agrees' : '**differs**'}: ${difference.toExponential(1)}, ${imported.report.notes.length} notes`;
      if (!(difference <= tolerance)) failed += 1;
    } catch (error) {
      failed += 1;
      said = `**${error.message}**`;
    }
    count += 1;
    console.log(`| ${file} | ${said} |`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
console.log(`\n${count - failed} of ${count} agree.`);
process.exit(failed === 0 && count > 0 ? 0 : 1);
