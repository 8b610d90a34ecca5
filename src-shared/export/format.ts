/** What every export format says of itself to window and command line. One file a format; the registry in index.ts lists them. */
import type { Fields, Params } from '../layers/fields.ts';
import type { ThreeParts } from '../problem.ts';
import type { ExportPart, PartKind } from './parts.ts';
import type { Project } from '../graph/document.ts';

export interface ExportDefinition<Id extends string = string, F extends Fields = Fields> {
  readonly id: Id;
  readonly title: string;
  /** Whom it serves, after "for": "phones, browsers and C++". */
  readonly audience: string;
  /** One or two sentences for a person who has never met it. */
  readonly summary: string;
  /** Of a file, with its dot: ".onnx"; null: it is a folder. */
  readonly ending: string | null;
  /** Which parts it can be written of; 'run': it is of the run as a whole, and no part is chosen. */
  readonly takes: readonly PartKind[] | 'run';
  /** Whether it has one output: what is computed beside the result (a log-variance) is left out. Not there: it has all. */
  onlyResult?(options: Params<F>): boolean;
  /** Bytes that a weight takes, for the size that is shown before saving; left out: four, as 32-bit floating point. */
  bytesPerWeight?(options: Params<F>): number;
  readonly fields: F;
  /** How far its results may be from Hourglass's before an export is refused; null: it is said, and left to the person. */
  tolerance(options: Params<F>): number | null;
  /** Why this part of this project cannot be written so; null: it can. The project's blocks are expanded. */
  refuse(part: ExportPart, project: Project, options: Params<F>): ThreeParts | null;
}

export function defineExport<const Id extends string, const F extends Fields>(
  definition: ExportDefinition<Id, F>,
): ExportDefinition<Id, F> {
  return definition;
}
