/** Measures a trained run on samples that it has not been trained on, from its best checkpoint. Changes nothing. */
import { wholeSplit, type Project } from '#shared/graph/document.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { describeError, UserError } from '#shared/problem.ts';
import type { Evaluation } from '#shared/wire/evaluation.ts';
import type { EvaluationReport, TrainerCommand } from '#shared/wire/training.ts';
import type { Split } from '../../data/split.ts';
import { readCheckpoint, type Checkpoint } from '../checkpoint.ts';
import { addMeasures, meansOf, type Measures } from '../measures.ts';
import { runFolder } from '../run-folder.ts';
import { Session } from '../session.ts';
import { scoreAnomalies } from './anomalies.ts';
import { probeLatent } from './probe.ts';
import { measureQuality } from './quality.ts';
import { measureWriting } from './writing.ts';

export type EvaluateCommand = Extract<TrainerCommand, { type: 'evaluate' }>;
type Send = (report: EvaluationReport) => void;

/** Never throws: a refusal is a report. */
export async function evaluateRun(command: EvaluateCommand, send: Send): Promise<void> {
  const { runId } = command;
  try {
    send({ type: 'evaluated', runId, evaluation: await evaluate(command, send) });
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    send({ type: 'refused', runId, message: describeError(error) });
  }
}

async function evaluate(
  { runId, project, folder, dataset, given, normal }: EvaluateCommand,
  send: Send,
): Promise<Evaluation> {
  const checkpoint = await readCheckpoint(runFolder(folder).best);
  const opened: Session[] = [];
  const open = async (opening: Project, data: string): Promise<Session> => {
    const session = await openWith(opening, data, checkpoint);
    opened.push(session);
    return session;
  };
  const doing = (what: string): void => send({ type: 'evaluating', runId, doing: what });
  try {
    doing('Measuring the loss');
    const own = dataset === null ? null : await open(project, dataset);
    const session = given === null ? own : await open(takenWhole(project), given);
    if (!session) throw new Error('An evaluation without data was asked for.');
    if (own && own !== session) checkLabels(own, session);
    const [part, order] = own === session ? heldOut(session.split) : (['given', everyOf(session)] as const);
    const measures = await measure(session, order);
    if (normal !== null) doing('Scoring each sample');
    const anomalies = normal === null ? null : await scoreAnomalies(session, order, normal);
    doing('Fitting a linear probe on the latent');
    const probe = await probeLatent({ session, order, own });
    if (session.trainable.writes !== null) doing('Writing step by step');
    const writing = await measureWriting(session, order);
    doing('Comparing generated samples with real ones');
    const judged = own && { session: own, dataset: dataset!, heldOut: heldOut(own.split)[1] };
    const quality = await measureQuality({ session, order, own: judged });
    return {
      epoch: checkpoint.state.epochs,
      part,
      samples: order.length,
      measures,
      anomalies,
      probe,
      writing,
      quality,
    };
  } finally {
    for (const session of opened) await session.close();
  }
}

/** On the processor: it is always there, and gives the same figures everywhere. */
async function openWith(project: Project, dataset: string, { tensors }: Checkpoint): Promise<Session> {
  const session = await Session.open(project, dataset, 'cpu');
  try {
    await session.writeTensors(tensors);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** For data of which nothing was trained on: all of them count. */
const takenWhole = (project: Project): Project => ({
  ...project,
  data: { ...project.data, split: wholeSplit },
  training: { ...project.training, validationFraction: 0 },
});

/** What a run kept apart, the best first; what it was trained on where it kept nothing. */
function heldOut({ train, validation, test }: Split): readonly [Evaluation['part'], Uint32Array] {
  if (test.length > 0) return ['test', test];
  return validation.length > 0 ? ['validation', validation] : ['training', train];
}

const everyOf = ({ dataset }: Session): Uint32Array =>
  Uint32Array.from({ length: dataset.info.samples }, (_, index) => index);

/** A classifier's outputs go by position: other labels, or others' order, would be judged wrongly. */
function checkLabels(own: Session, given: Session): void {
  if (objectiveOf(own.project)?.target !== 'label') return;
  const [wanted, found] = [own, given].map(({ dataset }) => dataset.info.labels.map(({ name }) => name).join(', '));
  if (wanted === found) return;
  throw new UserError({
    received: `The labels of the data are ${found || 'missing'}.`,
    expected: `The run learned to tell apart ${wanted}.`,
    action: 'Give data with the same labels.',
  });
}

async function measure(session: Session, order: Uint32Array): Promise<Evaluation['measures']> {
  let measures: Measures = {};
  let number = 0;
  for await (const batch of session.reader.batches(order, 'smaller'))
    measures = addMeasures(measures, await session.evaluate(batch, number++), batch.count);
  return meansOf(measures);
}
