/** Asks a trainer process for a run's figures on held-out samples, or on other data. Owns that process; measures nothing. */
import { wholeSplit, type DataBinding } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { Evaluation } from '#shared/wire/evaluation.ts';
import type { RunDependencies } from './dependencies.ts';
import { readSnapshot } from './read-run.ts';
import { trainerEnvironment } from './trainer-process.ts';

export interface EvaluateOptions {
  /** Other data to judge on, made of the run's own binding; left out: what the run kept apart of its own. */
  readonly data?: (own: DataBinding) => Promise<DataBinding>;
  /** Label of usual samples; null: anomalies are not asked for. */
  readonly normal: string | null;
  readonly onDoing?: (what: string) => void;
  readonly signal?: AbortSignal;
}

type Dependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'prepareData' | 'environment'>;

/** From the best checkpoint of the run in a folder. Throws UserErrors; rejects with the signal's reason when cancelled. */
export async function evaluateRun(
  { fork, trainerEntry, prepareData, environment = process.env }: Dependencies,
  folder: string,
  { data, normal, onDoing, signal }: EvaluateOptions,
): Promise<Evaluation> {
  const project = await readSnapshot(folder);
  const options = signal ? { signal } : {};
  const own = await prepareData(project.data, options).catch((error: unknown) => {
    // Others can be judged on without them.
    if (data && error instanceof UserError) return null;
    throw error;
  });
  const given = data ? await prepareData(preparedAs(await data(project.data), own?.info.shape), options) : null;
  signal?.throwIfAborted();
  const trainer = fork(trainerEntry, trainerEnvironment(environment));
  return new Promise<Evaluation>((resolve, reject) => {
    signal?.addEventListener('abort', () => {
      trainer.kill();
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError'));
    });
    trainer.onMessage((message) => {
      if (message.type === 'evaluating') onDoing?.(message.doing);
      else if (message.type === 'evaluated') resolve(message.evaluation);
      else if (message.type === 'refused') reject(new UserError(message.message));
    });
    trainer.onExit(() => {
      reject(
        new UserError({
          received: 'The process that evaluates the run ended by itself.',
          expected: 'It ends once all figures are measured.',
          action: 'Try again; if it happens again, there may be too little memory.',
        }),
      );
    });
    trainer.send({
      ...{ type: 'evaluate', runId: project.id, project, folder, normal },
      ...{ dataset: own?.folder ?? null, given: given?.folder ?? null },
    });
  });
}

/** All of them, and of the size and colours that the run was trained with, also where its own data had decided these. */
function preparedAs(data: DataBinding, shape: readonly number[] | undefined): DataBinding {
  const whole = { ...data, limit: null, split: wholeSplit };
  if (!shape) return whole;
  const [height, width, channels] = shape as [number, number, number];
  return { ...whole, image: { ...data.image, height, width, color: channels === 1 ? 'grey' : 'color' } };
}
