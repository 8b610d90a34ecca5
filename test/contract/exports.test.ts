/**
 * Every template, in every format that Hourglass reads back itself, in every part: written, read back, and no farther from what
 * Hourglass computes than the format allows.
 */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportFormats } from '#shared/export/index.ts';
import { exportCase, exportCases } from '../exports/cases.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);
const cacheFolder = join(temporary.path, 'cache');

test.each(exportCases)('$template as $format: its $part computes what Hourglass computes', async (each) => {
  const path = join(temporary.path, `${each.template}-${each.part}${exportFormats[each.format].ending ?? ''}`);
  const { check } = await exportCase(each, { path, samples: null, cacheFolder });
  expect(check!.real).toBe(true);
  expect(check!.difference).toBeLessThanOrEqual(1e-4);
});
