/** Asks a trainer process for a picture of a run's reconstructions. Owns that process; draws nothing. */
import { UserError } from '#shared/problem.ts';
import type { PreviewReport } from '#shared/wire/training.ts';
import type { RunDependencies } from './dependencies.ts';
import { readSnapshot } from './read-run.ts';
import { trainerEnvironment } from './trainer-process.ts';

type Pictured = Extract<PreviewReport, { type: 'pictured' }>;

/** Writes a PNG (absolute path): originals, reconstructions and differences from the best checkpoint, in three rows. */
export async function previewReconstructions(
  { fork, trainerEntry, prepareData, environment = process.env }: RunDependencies,
  folder: string,
  output: string,
): Promise<Pictured> {
  const project = await readSnapshot(folder);
  const { folder: dataset } = await prepareData(project.data, {});
  const trainer = fork(trainerEntry, trainerEnvironment(environment));
  const runId = project.id;
  const reply = await new Promise<Pictured>((resolve, reject) => {
    trainer.onMessage((message) => {
      if (message.type === 'pictured') resolve(message);
      else if (message.type === 'refused') reject(new UserError(message.message));
    });
    trainer.onExit(() => {
      reject(
        new UserError({
          received: 'The process that draws the reconstructions ended by itself.',
          expected: 'It ends once the picture is written.',
          action: 'Try again; if it happens again, there may be too little memory.',
        }),
      );
    });
    trainer.send({ type: 'reconstruct', runId, project, folder, dataset, output });
  });
  return reply;
}
