/** The registry of export formats: window, command line and whatever writes them go through here. */
import { card } from './card.ts';
import type { ExportDefinition } from './format.ts';
import { h5, keras } from './keras.ts';
import { onnx } from './onnx.ts';
import { page } from './page.ts';
import { png, svg } from './picture.ts';
import { python } from './python.ts';
import { safetensors } from './safetensors.ts';
import { savedmodel } from './savedmodel.ts';
import { tensorboard } from './tensorboard.ts';
import { tfjs } from './tfjs.ts';

/** In the order in which they are offered. */
export const exportFormats = {
  onnx,
  keras,
  h5,
  savedmodel,
  tfjs,
  python,
  safetensors,
  page,
  tensorboard,
  card,
  svg,
  png,
} satisfies { readonly [Id: string]: { readonly id: string } };

export type FormatId = keyof typeof exportFormats;

export const formatIds = Object.keys(exportFormats) as FormatId[];

/** A format by its id, with its options' own types forgotten. */
export const formatOf = (id: FormatId): ExportDefinition => exportFormats[id] as unknown as ExportDefinition;
