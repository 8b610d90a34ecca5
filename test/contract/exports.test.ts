/**
 * Every template in every part as ONNX, and a sample of them in every other format (HOURGLASS_EXPORTS=all: all of them): written, read
 * back by whatever reads it here, and no farther from what Hourglass computes than the format allows. test/exports/check.mjs does the
 * same through the libraries that the formats are for.
 */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findAddon } from '#main/devices/tensorflow-library.ts';
import { exportFormats } from '#shared/export/index.ts';
import { defaultsOf } from '#shared/layers/fields.ts';
import { objectives } from '#shared/objectives/index.ts';
import { exportCase, exportCases } from '../exports/cases.ts';
import { drawTemplate } from './templates/index.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);
const cacheFolder = join(temporary.path, 'cache');
/** Formats that only a library which need not be there reads. */
const unread: ReadonlySet<string> = new Set(typeof findAddon() === 'string' ? ['savedmodel'] : []);

/** A step that shares no factor with the numbers of formats and parts: all of them take turns. */
const step = process.env['HOURGLASS_EXPORTS'] === 'all' ? 1 : 11;
const tested = exportCases.filter(({ format }, at) => format === 'onnx' || at % step === 0);

test.each(tested)('$template as $format: its $part computes what Hourglass computes', async (each) => {
  const path = join(temporary.path, `${each.template}-${each.part}${exportFormats[each.format].ending ?? ''}`);
  const { check } = await exportCase(each, { path, samples: null, cacheFolder });
  if (unread.has(each.format)) return expect(check).toBe(null);
  expect(check!.real).toBe(true);
  expect(check!.difference).toBeLessThanOrEqual(1e-4);
});

test('a text autoencoder that reads what it has written is given its own words', async () => {
  const drawn = drawTemplate['own-translation']('own-words');
  const text = { ...drawn.data.text, task: 'itself' } as const;
  const project = {
    ...drawn,
    data: { ...drawn.data, source: { kind: 'builtin', name: 'austen' }, text, limit: 16 },
    objective: { kind: 'textAutoencoder', params: defaultsOf(objectives.textAutoencoder.fields) },
  } as const;
  const each = { template: 'own-words', project, format: 'onnx', part: 'model' } as const;
  const { check } = await exportCase(each, { path: join(temporary.path, 'own.onnx'), samples: null, cacheFolder });
  expect(check!.real).toBe(true);
  expect(check!.difference).toBeLessThanOrEqual(1e-4);
});
