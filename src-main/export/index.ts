/** The registry of what writes each export format: one that is offered but not written does not compile. */
import type { FormatId } from '#shared/export/index.ts';
import type { ExportFormat } from './format.ts';
import { onnxFormat } from './onnx/index.ts';

export const writers: { readonly [Id in FormatId]: ExportFormat<Id> } = {
  onnx: onnxFormat,
};
