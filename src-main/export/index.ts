/** The registry of what writes each export format: one that is offered but not written does not compile. */
import type { FormatId } from '#shared/export/index.ts';
import { cardFormat } from './card/index.ts';
import type { ExportFormat } from './format.ts';
import { h5Format, kerasFormat } from './keras/index.ts';
import { onnxFormat } from './onnx/index.ts';
import { pageFormat } from './page/index.ts';
import { pngFormat, svgFormat } from './picture/index.ts';
import { pythonFormat } from './python/index.ts';
import { safetensorsFormat } from './safetensors.ts';
import { savedModelFormat } from './savedmodel/index.ts';
import { tensorboardFormat } from './tensorboard/index.ts';
import { tfjsFormat } from './tfjs/index.ts';

export const writers: { readonly [Id in FormatId]: ExportFormat<Id> } = {
  onnx: onnxFormat,
  keras: kerasFormat,
  h5: h5Format,
  savedmodel: savedModelFormat,
  tfjs: tfjsFormat,
  python: pythonFormat,
  safetensors: safetensorsFormat,
  page: pageFormat,
  tensorboard: tensorboardFormat,
  card: cardFormat,
  svg: svgFormat,
  png: pngFormat,
};
