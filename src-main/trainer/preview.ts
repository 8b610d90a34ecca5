/** One picture of what a run has learned: the rows of its strip, from its best checkpoint. */
import { describeError, UserError } from '#shared/problem.ts';
import type { PreviewReport, TrainerCommand } from '#shared/wire/training.ts';
import { writeFileSafely } from '../files/write-safely.ts';
import { readCheckpoint } from './checkpoint.ts';
import { runFolder } from './run-folder.ts';
import { Session } from './session.ts';
import { drawRows, makesPictures } from './strip-rows.ts';
import { readFixedSamples } from './strip.ts';
import { encodeRows } from './tiles.ts';

export type ReconstructCommand = Extract<TrainerCommand, { type: 'reconstruct' }>;

/** Never throws: a refusal is a report. */
export async function previewReconstructions(command: ReconstructCommand): Promise<PreviewReport> {
  const { runId, project, output } = command;
  try {
    const { state, tensors } = await readCheckpoint(runFolder(command.folder).best);
    // A handful of samples: the processor has them before a graphics device is awake, and is always there.
    const session = await Session.open(project, command.dataset, 'cpu');
    try {
      checkPictures(session);
      await session.writeTensors(tensors);
      const samples = await readFixedSamples(session);
      const rows = await drawRows(session, samples);
      await writeFileSafely(output, await encodeRows(rows.map((row) => row.paint())));
      return { type: 'pictured', runId, path: output, epoch: state.epochs, samples: samples.count };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    return { type: 'refused', runId, message: describeError(error) };
  }
}

function checkPictures(session: Session): void {
  if (makesPictures(session)) return;
  throw new UserError({
    received: `The network of “${session.project.name}” gives out no pictures of its data’s size.`,
    expected: 'A network that gives back samples was expected; a classifier, for one, gives out classes alone.',
    action: 'Look at the loss and its terms instead, or train with an objective that ends at an Output.',
  });
}
