/** Asks a trainer process to write a run's network in another format. Owns that process; writes nothing. */
import type { ExportProgress, ExportRequest, ExportResult } from '#shared/wire/export.ts';
import { UserError } from '#shared/problem.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { readSnapshot } from '../runs/read-run.ts';
import { trainerEnvironment } from '../runs/trainer-process.ts';

export interface ExportOptions {
  readonly runId: string;
  /** The run's. */
  readonly folder: string;
  readonly checkpoint: 'best' | 'last';
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly signal?: AbortSignal;
}

export type ExportDependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'prepareData' | 'environment'>;

/** A process that does not stop when it is asked to is ended. */
const patienceMilliseconds = 5000;

/** Throws UserErrors; rejects with the signal's reason when cancelled, and then nothing was written. */
export async function exportRun(
  { fork, trainerEntry, prepareData, environment = process.env }: ExportDependencies,
  request: ExportRequest,
  { runId, folder, checkpoint, onProgress, signal }: ExportOptions,
): Promise<ExportResult> {
  const project = await readSnapshot(folder);
  onProgress?.({ doing: 'Preparing the data', share: null });
  const data = await prepareData(project.data, signal ? { signal } : {}).catch((error: unknown) => {
    // It can be exported without them, and is then proven with random samples.
    if (error instanceof UserError) return null;
    throw error;
  });
  signal?.throwIfAborted();
  const trainer = fork(trainerEntry, trainerEnvironment(environment));
  return new Promise<ExportResult>((resolve, reject) => {
    const cancelled = (): Error =>
      signal?.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError');
    signal?.addEventListener('abort', () => {
      trainer.send({ type: 'stop' });
      setTimeout(() => trainer.kill(), patienceMilliseconds).unref();
    });
    trainer.onMessage((message) => {
      if (message.type === 'exporting') onProgress?.(message.progress);
      else if (message.type === 'exported') resolve(message.result);
      else if (message.type === 'notExported') reject(cancelled());
      else if (message.type === 'refused') reject(new UserError(message.message));
    });
    trainer.onExit(() => reject(signal?.aborted ? cancelled() : new UserError(endedByItself)));
    const dataset = data?.folder ?? null;
    trainer.send({ type: 'export', runId, project, folder, checkpoint, dataset, request });
  });
}

const endedByItself = {
  received: 'The process that writes the export ended by itself.',
  expected: 'It ends once everything is written and read back; nothing was put in place.',
  action: 'Try again; if it happens again, there may be too little memory.',
};
