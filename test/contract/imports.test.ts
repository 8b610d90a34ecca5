/**
 * Every template, exported as Keras archive, HDF5 file, TensorFlow.js and ONNX model, and imported again: it computes what it
 * computed before. (test/imports/check.mjs does the same with models that Keras and PyTorch themselves have saved.)
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { farthest } from '#main/export/check.ts';
import { importFile } from '#main/import/import-file.ts';
import { exportCase, exportCases } from '../exports/cases.ts';
import { computed, readNpy } from '../imports/computed.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);
const cacheFolder = join(temporary.path, 'cache');
const names: Readonly<Record<string, string>> = {
  keras: 'model.keras',
  h5: 'model.h5',
  tfjs: 'model',
  onnx: 'model.onnx',
};
/** In ONNX these are single operators by the hundred, or words: refused by name. */
const notInOnnx = new Set([
  ...['lstm-rows', 'lstm-waves', 'vector-quantised', 'date-translation', 'own-translation', 'funny-text'],
  ...['skip-gram', 'text-autoencoder'],
]);
const formats = exportCases.filter(
  ({ format, template }) => names[format] && !(format === 'onnx' && notInOnnx.has(template)),
);
/** Of each template the part that holds most of it. */
const cases = formats.filter(
  (each) => formats.find(({ template, format }) => template === each.template && format === each.format) === each,
);

/** Two thirds of them, in which every template and every format take turns; HOURGLASS_EXPORTS=all: all of them. */
const tested = process.env['HOURGLASS_EXPORTS'] === 'all' ? cases : cases.filter((_, at) => at % 3 !== 1);

test.each(tested)('$template as $format: its $part comes back', async (each) => {
  const folder = join(temporary.path, `${each.template}-${each.format}-${each.part}`);
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true });
  const path = join(folder, names[each.format]!);
  await exportCase(each, { path, samples: folder, cacheFolder });
  const [input, expected] = await Promise.all(
    ['input', 'expected'].map(async (name) => readNpy(await readFile(join(folder, `${name}.npy`)))),
  );
  const imported = await importFile(path, { scratch });
  const more = await readFile(join(folder, 'input_moreWords.npy')).then(readNpy, () => null);
  const found = await computed(imported, input!.values, input!.shape[0]!, more?.values ?? null);
  expect(found.length).toBe(expected!.values.length);
  expect(farthest(expected!.values, found)).toBeLessThanOrEqual(1e-4);
});
