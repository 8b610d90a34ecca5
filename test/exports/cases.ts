/** Every template in every format and part, ready to be exported: few samples, weights as if something had been learned. Owns no expectations. */
import { mix } from '#shared/counter-random.ts';
import type { ExportDefinition } from '#shared/export/format.ts';
import { exportFormats, formatIds, type FormatId } from '#shared/export/index.ts';
import { exportParts, type PartKind } from '#shared/export/parts.ts';
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import { templates } from '#shared/templates.ts';
import type { ExportResult } from '#shared/wire/export.ts';
import { prepareDataset } from '#main/data/cache.ts';
import { exportPart } from '#main/export/export.ts';
import { buildModel } from '#main/trainer/model.ts';
import type { NamedTensor } from '#main/trainer/safetensors.ts';
import { drawTemplate } from '../contract/templates/index.ts';

export interface ExportCase {
  /** A template's id, or another name of the network. */
  readonly template: string;
  readonly project: Project;
  readonly format: FormatId;
  readonly part: PartKind;
}

/** Of formats that are written part by part; what a format refuses in words is left out. */
export const exportCases: readonly ExportCase[] = templates.flatMap(({ id }) => {
  const drawn = drawTemplate[id](id);
  const project = { ...drawn, data: { ...drawn.data, limit: 64 } };
  return formatIds.flatMap((format) => {
    const { takes, refuse, fields } = exportFormats[format] as unknown as ExportDefinition;
    return exportParts(project)
      .filter((part) => takes.includes(part.kind) && refuse(part, expandBlocks(project), defaultsOf(fields)) === null)
      .map(({ kind }) => ({ template: id, project, format, part: kind }));
  });
});

/** Options under which the first input is all that must be given: what checkers with one input know. */
export const oneInput = ({ format }: ExportCase): AnyParams =>
  'mask' in exportFormats[format].fields ? { mask: 'known' } : {};

/**
 * A new network's weights, each moved a little: no bias is 0 any more and no moving average what it was, so that none can be
 * left out unnoticed.
 */
export async function shakenWeights(project: Project): Promise<Map<string, NamedTensor>> {
  const model = await buildModel(project, project.training.seed);
  const tensors = new Map(
    model.weights.map(({ name, variable }, number) => {
      const values = Float32Array.from(variable.dataSync(), (value, at) => {
        const moved = value + (mix(mix(number + 1) ^ at) / 2 ** 32 - 0.5) * 0.1;
        return name.toLowerCase().includes('variance') ? Math.abs(moved) : moved;
      });
      return [`weights/${name}`, { spec: { shape: variable.shape, dtype: 'float32' as const }, values }] as const;
    }),
  );
  model.dispose();
  return tensors;
}

export interface ExportTarget {
  readonly path: string;
  /** For input.npy and expected.npy; null: not wanted. */
  readonly samples: string | null;
  /** For the prepared data; null: there are none, and random samples stand in. */
  readonly cacheFolder: string | null;
  readonly options?: AnyParams;
}

export async function exportCase(
  { project, format, part }: ExportCase,
  { path, samples, cacheFolder, options = {} }: ExportTarget,
): Promise<ExportResult> {
  const data = cacheFolder === null ? null : await prepareDataset(project.data, { cacheFolder });
  return exportPart(
    { project, run: null, tensors: await shakenWeights(project), dataset: data?.folder ?? null },
    { format, part, options, path, samples },
    { signal: new AbortController().signal, progress: () => undefined },
  );
}
