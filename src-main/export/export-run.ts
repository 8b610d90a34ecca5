/** Answers the trainer process's command `export`: a run's checkpoint and data, opened and exported. Owns the conversation. */
import { describeError, UserError } from '#shared/problem.ts';
import type { ExportReport, TrainerCommand } from '#shared/wire/training.ts';
import { readCheckpoint } from '../trainer/checkpoint.ts';
import { runFolder } from '../trainer/run-folder.ts';
import { exportPart } from './export.ts';

type ExportCommand = Extract<TrainerCommand, { type: 'export' }>;

/** Never throws: a refusal is a report, and so is having been cancelled. */
export async function exportRun(
  { runId, project, folder, checkpoint, dataset, request }: ExportCommand,
  send: (report: ExportReport) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { state, tensors } = await readCheckpoint(runFolder(folder)[checkpoint]);
    const source = { project, tensors, dataset, run: { id: runId, folder, epoch: state.epochs } };
    const result = await exportPart(source, request, {
      signal,
      progress: (doing, share) => send({ type: 'exporting', runId, progress: { doing, share: share ?? null } }),
    });
    send({ type: 'exported', runId, result });
  } catch (error) {
    if (signal.aborted) return send({ type: 'notExported', runId });
    if (!(error instanceof UserError)) console.error(error);
    send({ type: 'refused', runId, message: describeError(error) });
  }
}
