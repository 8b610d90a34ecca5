/**
 * What an export format implements, and what it is given: a part of a trained network with everything that any format could
 * need. Owns these types, and no format.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { ExportDefinition } from '#shared/export/format.ts';
import type { FormatId, exportFormats } from '#shared/export/index.ts';
import type { ExportPart, PartEnd } from '#shared/export/parts.ts';
import type { GraphNode, Project } from '#shared/graph/document.ts';
import type { Params } from '#shared/layers/fields.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { TensorFunction } from '../compiler/index.ts';
import type { NamedTensor } from '../trainer/safetensors.ts';
import type { Preprocessing } from './preprocessing.ts';

/** A node of the part that computes something. */
export interface PartNode {
  readonly node: GraphNode;
  /** Ids of the nodes that lead into it, in their order. */
  readonly sources: readonly string[];
  readonly inputs: readonly Shape[];
  readonly shape: Shape;
}

/** Values of a few samples, [count, …shape]; of words their numbers. */
export interface Sampled extends PartEnd {
  readonly values: Float32Array | Int32Array;
}

export interface ExportedPart extends Omit<ExportPart, 'inputs' | 'outputs' | 'nodes'> {
  /** As drawn. */
  readonly drawn: Project;
  /** Without blocks: what ids here are of. */
  readonly project: Project;
  /** Where the weights come from; null for a network that was never trained. */
  readonly run: { readonly id: string; readonly folder: string; readonly epoch: number } | null;
  /** Each with what the network is given of the samples. */
  readonly inputs: readonly Sampled[];
  /** Each with what Hourglass computes for these. */
  readonly outputs: readonly Sampled[];
  /** In the order of the graph. */
  readonly nodes: readonly PartNode[];
  /** Of these nodes, by "<node id>/<role>", in the order of the graph. */
  readonly weights: ReadonlyMap<string, NamedTensor & { readonly variable: tf.Variable }>;
  readonly preprocessing: Preprocessing;
  /** Of one sample, as the whole network takes it. */
  readonly sample: Shape;
  /** Folder of the prepared data; null where they are gone. */
  readonly dataset: string | null;
  /** How many samples inputs and outputs hold. */
  readonly samples: number;
  /** Samples of the run's own data; false where these are gone, and random ones stand in. */
  readonly real: boolean;
  /** Names of the data's labels, in the order of a classifier's values. */
  readonly labels: readonly string[];
  /**
   * What the first input is for up to so many samples, [count, …shape], evenly spread over the data; of those at hand where
   * the data are gone. Throws the signal's reason when cancelled.
   */
  manyInputs(most: number, signal: AbortSignal): Promise<Float32Array>;
  /** From inputs to outputs by their names, [batch, …shape] each; to be traced. */
  readonly compute: TensorFunction;
  /** Parts that lie inside this one: of a whole network its encoder and its decoder. */
  readonly inside: readonly PartInside[];
}

export interface PartInside extends ExportPart {
  readonly compute: TensorFunction;
}

export interface ExportContext {
  /** Aborted when the export is cancelled: throw its reason. */
  readonly signal: AbortSignal;
  /** What is being done now ("Writing the weights"); `share` from 0 to 1 where it is known. */
  progress(doing: string, share?: number): void;
}

/** What reading an export back has shown. */
export interface Check {
  /** "ONNX Runtime 1.30.0": what read it. */
  readonly by: string;
  /** What was compared: what it computes for the samples, or its weights one by one. */
  readonly of: 'results' | 'weights';
  /** The largest absolute difference. */
  readonly difference: number;
}

/** One file or folder format; F are its options. */
export interface ExportFormat<Id extends FormatId = FormatId> {
  readonly definition: ExportDefinition<Id>;
  /**
   * Writes to `path`, where nothing stands yet: the file itself, or the folder, which it makes. It gets its name, and whatever
   * is read beside it, once all is whole. Throws a UserError for what cannot be written.
   */
  write(part: ExportedPart, path: string, options: OptionsOf<Id>, context: ExportContext): Promise<void>;
  /** Reads it back and compares; null where this machine has nothing that could. */
  check(part: ExportedPart, path: string, options: OptionsOf<Id>, context: ExportContext): Promise<Check | null>;
  /** What it is to be fed for an input's samples, where that is not the numbers as the network sees them: bytes of pictures. */
  fed?(input: Sampled, part: ExportedPart, options: OptionsOf<Id>): Sampled['values'] | Uint8Array;
  /** How to use it, for the README: a snippet that runs, in a language of Markdown. `name` is the file's or folder's own. */
  snippet(
    part: ExportedPart,
    name: string,
    options: OptionsOf<Id>,
  ): { readonly language: string; readonly code: string };
}

export type OptionsOf<Id extends FormatId> = Params<(typeof exportFormats)[Id]['fields']>;
