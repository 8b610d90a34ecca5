/**
 * Every template, in every format that Hourglass reads back itself, in every part: written, read back, and no farther from what
 * Hourglass computes than the format allows. With the weights that a new network begins with: nothing has to be trained.
 */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { exportPart } from '#main/export/export.ts';
import { exportFormats, formatIds } from '#shared/export/index.ts';
import { exportParts } from '#shared/export/parts.ts';
import { templates } from '#shared/templates.ts';
import { temporaryFolder } from '../main/trainer/fixtures.ts';
import { drawTemplate } from './templates/index.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);

const cases = templates.flatMap(({ id }) => {
  const drawn = drawTemplate[id](id);
  const project = { ...drawn, data: { ...drawn.data, limit: 64 } };
  return formatIds.flatMap((format) => {
    const { takes } = exportFormats[format];
    return exportParts(project)
      .filter(({ kind }) => takes.includes(kind))
      .map(({ kind }) => ({ id, project, format, kind }));
  });
});

describe.each(cases)('$id as $format: $kind', ({ id, project, format, kind }) => {
  test('computes what Hourglass computes', async () => {
    const { folder } = await prepareDataset(project.data, { cacheFolder: join(temporary.path, 'cache') });
    const path = join(temporary.path, `${id}-${kind}${exportFormats[format].ending ?? ''}`);
    const { check } = await exportPart(
      { project, run: null, tensors: null, dataset: folder },
      { format, part: kind, options: {}, path, samples: null },
      { signal: new AbortController().signal, progress: () => undefined },
    );
    expect(check!.real).toBe(true);
    expect(check!.difference).toBeLessThanOrEqual(1e-4);
  });
});
