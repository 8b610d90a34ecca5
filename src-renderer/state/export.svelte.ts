/** The Export view's choices, and the export under way: one at a time. Owns opening the run's snapshot, the job and its outcome. */
import { formatOf, type FormatId } from '#shared/export/index.ts';
import type { PartKind } from '#shared/export/parts.ts';
import type { Project } from '#shared/graph/document.ts';
import type { AnyParams, ParamValue } from '#shared/layers/fields.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { ExportProgress, ExportResult } from '#shared/wire/export.ts';
import type { CallInput, RunSummary } from '#shared/wire/studio.ts';
import { hasWeights } from '../runs/compare.ts';
import { isCancelled, toThreeParts } from '../ui/three-parts.ts';
import { explore } from './explore.svelte.ts';
import { askForFolder, askForNewFile, fileName } from './path-dialog.svelte.ts';
import { project } from './project.svelte.ts';
import { showView } from './session.svelte.ts';
import { studio } from './studio.ts';

interface Job {
  readonly progress: ExportProgress;
  readonly cancel: () => void;
}

class ExportState {
  /** Of the open project, those with something to take away, newest first; null while they are read for the first time. */
  runs = $state.raw<readonly RunSummary[] | null>(null);
  runId = $state.raw<string | null>(null);
  /** The project as that run was started with it. */
  snapshot = $state.raw<Project | null>(null);
  checkpoint = $state.raw<'best' | 'last'>('best');
  format = $state.raw<FormatId>('onnx');
  part = $state.raw<PartKind | null>(null);
  /** What was changed, by format. */
  options = $state.raw<Readonly<Partial<Record<FormatId, AnyParams>>>>({});
  job = $state.raw<Job | null>(null);
  result = $state.raw<ExportResult | null>(null);
  failure = $state.raw<ThreeParts | null>(null);
}
export const exporting = new ExportState();

/** Goes to the Export view with a run of the open project; left out, its checkpoint stays as chosen there. */
export function exportRun(runId: string, checkpoint = exporting.checkpoint): void {
  if (exporting.job === null) {
    if (exporting.runId !== runId || exporting.checkpoint !== checkpoint) forgetOutcome();
    Object.assign(exporting, { runId, checkpoint });
  }
  showView('export');
}

/** Changes a choice: what came of the one before is past. */
export function choose(change: Partial<Pick<ExportState, 'checkpoint' | 'format' | 'part'>>): void {
  Object.assign(exporting, change);
  forgetOutcome();
}

export function setOption(key: string, value: ParamValue): void {
  const { format, options } = exporting;
  exporting.options = { ...options, [format]: { ...options[format], [key]: value } };
  forgetOutcome();
}

function forgetOutcome(): void {
  exporting.result = null;
  exporting.failure = null;
}

/** Reads the project's runs; takes the one that is open in Explore, or the newest, unless one is chosen. */
export async function followExports(): Promise<void> {
  const list = await studio.call('run:list', { projectId: project.document?.id ?? null }).catch(() => []);
  exporting.runs = list.filter(hasWeights);
  const wanted = [exporting.runId, explore.runId].find((id) => exporting.runs!.some((run) => run.id === id));
  await chooseRun(wanted ?? exporting.runs[0]?.id ?? null);
}

export async function chooseRun(runId: string | null): Promise<void> {
  if (runId !== exporting.runId) forgetOutcome();
  exporting.runId = runId;
  if (runId === null) {
    exporting.snapshot = null;
    return;
  }
  const details = await studio.call('run:read', { runId }).catch((error: unknown) => {
    exporting.failure = toThreeParts(error);
    return null;
  });
  if (exporting.runId === runId) exporting.snapshot = details?.project ?? null;
}

/** Asks where to, and writes it there; null: the person thought better of it. */
async function askWhere(name: string): Promise<string | null> {
  const { title, ending } = formatOf(exporting.format);
  if (ending !== null) return askForNewFile(`Export as ${title}`, name, ending.slice(1));
  const folder = await askForFolder(`Choose where the folder “${fileName(name)}” shall stand`);
  return folder === null ? null : `${folder.replace(/[/\\]$/, '')}/${fileName(name)}`;
}

/** `name`: suggested for the file or folder. `options`: all of the format's. */
export async function startExport(name: string, part: PartKind | null, options: AnyParams): Promise<void> {
  const { runId, checkpoint, format } = exporting;
  if (runId === null || exporting.job !== null) return;
  const path = await askWhere(name);
  if (path === null) return;
  const job = crypto.randomUUID();
  const cancel = (): void => void studio.call('export:cancel', { job });
  forgetOutcome();
  exporting.job = { progress: { doing: 'Beginning', share: null }, cancel };
  const silence = studio.on('export:progress', ({ job: of, ...progress }) => {
    if (of === job) exporting.job = { progress, cancel };
  });
  try {
    const asked = { job, runId, checkpoint, format, part, options, path };
    exporting.result = await studio.call('export:start', asked as CallInput<'export:start'>);
  } catch (error) {
    if (!isCancelled(error)) exporting.failure = toThreeParts(error);
  } finally {
    silence();
    exporting.job = null;
  }
}
