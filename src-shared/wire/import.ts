/** What window and studio say about models that come in from other tools. */
import * as v from 'valibot';
import type { Project } from '../graph/document.ts';
import { call, id, path } from './call.ts';

/** Something about a layer that was not taken over as it stands, or was taken over in another way. */
export interface ImportNote {
  /** As the file calls it; null: of the whole model. */
  readonly layer: string | null;
  /** As its library calls it: "Conv2D"; null where no layer is meant. */
  readonly kind: string | null;
  /** A sentence. */
  readonly what: string;
}

export interface ImportReport {
  /** "Keras archive", "Keras HDF5 file", "TensorFlow.js layers model". */
  readonly format: string;
  /** Numbers in all weights that were taken over. */
  readonly weights: number;
  /** Layers of the file that compute something. */
  readonly layers: number;
  readonly notes: readonly ImportNote[];
}

export interface ImportedModel {
  /** With an id of its own; not saved yet. */
  readonly project: Project;
  /** The run that holds its weights, before any training here. */
  readonly runId: string;
  readonly report: ImportReport;
}

export const importCalls = {
  /**
   * Makes a project of a model file (.keras, .h5, .onnx, or the model.json of a TensorFlow.js layers model), and a run that holds its
   * weights. Rejects, in words, for one that cannot be represented, and when cancelled; then nothing is left behind.
   */
  'import:model': call<ImportedModel>()(v.strictObject({ job: id, path })),
  'import:cancel': call<null>()(v.strictObject({ job: id })),
};

export interface ImportEvents {
  'import:progress': { readonly job: string; readonly doing: string };
}
