/** Answers the trainer process's command `importModel`: a file read, and its weights written as a run's checkpoint of epoch 0. Owns the conversation. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Project } from '#shared/graph/document.ts';
import { describeError, UserError } from '#shared/problem.ts';
import type { ImportReply, TrainerCommand } from '#shared/wire/training.ts';
import { writeCheckpoint } from '../trainer/checkpoint.ts';
import { buildModel } from '../trainer/model.ts';
import { Trainable } from '../trainer/programs.ts';
import { runFolder } from '../trainer/run-folder.ts';
import type { NamedTensor } from '../trainer/safetensors.ts';
import { freshState } from '../trainer/state.ts';
import { importFile } from './import-file.ts';

type ImportCommand = Extract<TrainerCommand, { type: 'importModel' }>;

/** Never throws: a refusal is a report. */
export async function importModel(
  { runId, path, folder }: ImportCommand,
  send: (report: ImportReply) => void,
): Promise<void> {
  try {
    const scratch = join(folder, 'unpacked');
    await mkdir(scratch, { recursive: true });
    const progress = (doing: string): void => send({ type: 'importing', runId, doing });
    const { project, weights, report } = await importFile(path, { scratch, progress });
    progress('Writing the weights');
    await writeWeights(project, weights, folder);
    send({ type: 'modelImported', runId, project, report });
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    send({ type: 'refused', runId, message: describeError(error) });
  }
}

/** With the optimizer's memory as it is before the first step, so that training can go on from there. */
async function writeWeights(
  project: Project,
  weights: ReadonlyMap<string, NamedTensor>,
  folder: string,
): Promise<void> {
  const trainable = new Trainable(await buildModel(project, project.training.seed), project);
  try {
    const tensors = new Map(
      trainable.variables.map(({ name, variable }): [string, NamedTensor] => {
        const own = weights.get(name.replace(/^weights\//, ''));
        const begun = {
          spec: { shape: variable.shape, dtype: 'float32' as const },
          values: variable.dataSync().slice(),
        };
        return [name, name.startsWith('weights/') && own ? own : (begun as NamedTensor)];
      }),
    );
    const { checkpoints, best, last } = runFolder(folder);
    await mkdir(checkpoints, { recursive: true });
    // How many samples it is trained on shows when it is.
    await writeCheckpoint([best, last], { state: freshState(0), tensors });
  } finally {
    trainable.dispose();
  }
}
