/** The registry of what writes each export format: one that is offered but not written does not compile. */
import type { FormatId } from '#shared/export/index.ts';
import type { ExportFormat } from './format.ts';
import { h5Format, kerasFormat } from './keras/index.ts';
import { onnxFormat } from './onnx/index.ts';
import { pageFormat } from './page/index.ts';
import { savedModelFormat } from './savedmodel/index.ts';
import { tfjsFormat } from './tfjs/index.ts';

export const writers: { readonly [Id in FormatId]: ExportFormat<Id> } = {
  onnx: onnxFormat,
  keras: kerasFormat,
  h5: h5Format,
  savedmodel: savedModelFormat,
  tfjs: tfjsFormat,
  page: pageFormat,
};
