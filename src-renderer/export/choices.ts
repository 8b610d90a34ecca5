/** What can be taken away of a project and how large it becomes: pure words and figures for the Export view. Owns no state. */
import type { ExportDefinition } from '#shared/export/format.ts';
import { exportParts, type ExportPart, type PartKind } from '#shared/export/parts.ts';
import { formOfProject } from '#shared/graph/data-form.ts';
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { defaultsOf, type AnyParams } from '#shared/layers/fields.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { ExportCheck } from '#shared/wire/export.ts';

/** Parts of the project that the format takes; empty: it is of the run as a whole. */
export function partsFor({ takes }: ExportDefinition, project: Project): readonly ExportPart[] {
  return takes === 'run' ? [] : exportParts(project).filter(({ kind }) => takes.includes(kind));
}

/** The one that is wanted where it is there, else the first. */
export const chosenPart = (parts: readonly ExportPart[], wanted: PartKind | null): ExportPart | null =>
  parts.find(({ kind }) => kind === wanted) ?? parts[0] ?? null;

export const optionsOf = ({ fields }: ExportDefinition, changed: AnyParams): AnyParams => ({
  ...defaultsOf(fields),
  ...changed,
});

/** Whether an option can matter: pictures, masks and log-variances are not everywhere. */
export function isOffered(option: string, part: ExportPart | null, project: Project): boolean {
  switch (option) {
    case 'input':
      return formOfProject(project) === 'image';
    case 'mask':
      return part?.inputs.some(({ otherwise }) => otherwise !== null) ?? false;
    case 'encoder':
      return part?.outputs.some(({ side }) => side === 'logVariance') ?? false;
    default:
      return true;
  }
}

/** Why it cannot be written so; null: it can. */
export function refusal(
  format: ExportDefinition,
  part: ExportPart | null,
  project: Project,
  options: AnyParams,
): ThreeParts | null {
  if (part !== null) return format.refuse(part, expandBlocks(project), options);
  if (format.takes === 'run') return null;
  return {
    received: 'The network has no part that this format could be written of.',
    expected: `${format.title} takes a whole network, or a part that stands by itself.`,
    action: 'Choose another format.',
  };
}

/** Of a part's weights. */
export function weightsIn({ nodes }: ExportPart, project: Project): number {
  const inferred = inferGraph(expandBlocks(project)).nodes;
  return nodes.reduce((sum, id) => {
    const { trainable, fixed } = inferred.get(id)!.weights;
    return sum + trainable + fixed;
  }, 0);
}

/** Bytes that the export will take, nearly: its weights, and as much again as a description takes. */
export function estimatedBytes(weights: number, { bytesPerWeight }: ExportDefinition, options: AnyParams): number {
  return Math.round(weights * (bytesPerWeight?.(options) ?? 4)) + 10_000;
}

/** For the file or folder: "Digits, encoder". The whole network goes by the project's name alone. */
export const nameFor = (project: Project, part: ExportPart | null): string =>
  part === null || part.kind === 'model' ? project.name : `${project.name}, ${part.title.toLowerCase()}`;

/** What reading it back has shown, as a sentence. */
export function proofWords(check: ExportCheck | null): string {
  if (check === null) return 'Nothing on this computer reads this format, so it could not be compared.';
  const largest =
    check.difference === 0 ? 'no difference at all' : `a largest difference of ${plain(check.difference)}`;
  if (check.of === 'weights') return `Read back by ${check.by}, weight by weight: ${largest}.`;
  const samples = `${check.samples} ${check.real ? 'of your own samples' : 'random samples, since the data are gone'}`;
  return `Run by ${check.by} on ${samples}: ${largest} from what Hourglass computes.`;
}

/** With as many decimals as show it: 0.00000006. */
const plain = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 1, maximumFractionDigits: 20 } as Intl.NumberFormatOptions);
