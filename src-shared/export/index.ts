/** The registry of export formats: window, command line and whatever writes them go through here. */
import type { ExportDefinition } from './format.ts';
import { h5, keras } from './keras.ts';
import { onnx } from './onnx.ts';
import { savedmodel } from './savedmodel.ts';
import { tfjs } from './tfjs.ts';
import { page } from './page.ts';

/** In the order in which they are offered. */
export const exportFormats = {
  onnx,
  keras,
  h5,
  savedmodel,
  tfjs,
  page,
} satisfies { readonly [Id: string]: { readonly id: string } };

export type FormatId = keyof typeof exportFormats;

export const formatIds = Object.keys(exportFormats) as FormatId[];

/** A format by its id, with its options' own types forgotten. */
export const formatOf = (id: FormatId): ExportDefinition => exportFormats[id] as unknown as ExportDefinition;
