/** What an export is asked for with, and what it answers: between studio and trainer, and to the window. Owns these forms and calls. */
import * as v from 'valibot';
import { formatIds, type FormatId } from '../export/index.ts';
import { partKinds, type PartKind } from '../export/parts.ts';
import type { AnyParams } from '../layers/fields.ts';
import { call, id, path } from './call.ts';

export interface ExportRequest {
  readonly format: FormatId;
  /** Null: the first that the network has. */
  readonly part: PartKind | null;
  /** Of the format's fields; what is left out is as usual. */
  readonly options: AnyParams;
  /** Absolute: where the file or folder shall stand. */
  readonly path: string;
  /** Absolute: a folder that gets input.npy and expected.npy; null: not wanted. */
  readonly samples: string | null;
}

export interface ExportProgress {
  /** "Writing the weights". */
  readonly doing: string;
  /** Of the whole, 0 to 1; null where it is not known. */
  readonly share: number | null;
}

/** What reading the export back has shown. */
export interface ExportCheck {
  /** What read it: "ONNX Runtime 1.30.0". */
  readonly by: string;
  /** What was compared: what it computes for the samples, or its weights one by one. */
  readonly of: 'results' | 'weights';
  /** The largest absolute difference from what Hourglass computes, or holds. */
  readonly difference: number;
  /** How many samples, and whether they are of the run's own data; random ones stand in where these are gone. */
  readonly samples: number;
  readonly real: boolean;
}

export interface ExportResult {
  readonly format: FormatId;
  readonly part: { readonly kind: PartKind; readonly title: string };
  /** Of the checkpoint; null for a network that was never trained. */
  readonly epoch: number | null;
  /** Absolute. */
  readonly path: string;
  /** What was written beside it, absolute. */
  readonly beside: readonly string[];
  /** Of the file or folder itself. */
  readonly bytes: number;
  /** Null where nothing on this machine reads it. */
  readonly check: ExportCheck | null;
}

const option = v.union([v.pipe(v.number(), v.finite()), v.pipe(v.string(), v.maxLength(1000)), v.boolean()]);

export const exportCalls = {
  /** Writes a run's network; progress comes as export:progress with the same `job`. Rejects, in words, and when cancelled; then nothing was written. */
  'export:start': call<ExportResult>()(
    v.strictObject({
      job: id,
      runId: id,
      checkpoint: v.picklist(['best', 'last']),
      format: v.picklist(formatIds),
      part: v.nullable(v.picklist(partKinds)),
      options: v.record(v.string(), option),
      path,
    }),
  ),
  'export:cancel': call<null>()(v.strictObject({ job: id })),
} as const;

export interface ExportEvents {
  readonly 'export:progress': { readonly job: string } & ExportProgress;
}
