/**
 * Every layer kind in the formats that are made of a library's own layers: written, read back, and no farther from what Hourglass
 * computes than the format allows; or refused in words that name the layer.
 */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportFormats } from '#shared/export/index.ts';
import { UserError } from '#shared/problem.ts';
import { exportCase } from '../exports/cases.ts';
import { kindCases } from '../exports/kinds.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);

/** What the layers of TensorFlow.js do not have. */
const refused = /^(attention|activation-3|multiHeadAttention|masking|unitNormalization|gru-[123]|bidirectional-2)/;

test.each(kindCases.filter(({ format }) => ['keras', 'h5', 'tfjs'].includes(format)))(
  '$template as $format',
  async (each) => {
    const path = join(temporary.path, `${each.template}${exportFormats[each.format].ending ?? ''}`);
    const exported = exportCase(each, { path, samples: null, cacheFolder: null });
    if (each.format === 'tfjs' && refused.test(each.template)) {
      await expect(exported).rejects.toThrow(UserError);
      await expect(exported).rejects.toThrow('“tried”');
      return;
    }
    const { check } = await exported;
    expect(check!.of).toBe(each.format === 'tfjs' ? 'results' : 'weights');
    expect(check!.difference).toBeLessThanOrEqual(each.format === 'tfjs' ? 1e-4 : 0);
  },
);
