/** `hourglass evaluate RUN`: how good a run is on samples that it has not been trained on. */
import { objectiveOf } from '#shared/objectives/index.ts';
import type { Evaluation, Unavailable } from '#shared/wire/evaluation.ts';
import { evaluateRun } from '../../studio/runs/evaluate.ts';
import { readSnapshot } from '../../studio/runs/read-run.ts';
import { bindData } from '../bind-data.ts';
import { Interrupted } from '../interrupted.ts';
import { findRunFolder, openWorkshop } from '../place.ts';
import { formatTable, printResult, say } from '../terminal.ts';
import { describeTerms, type Terms } from '../terms.ts';
import { jsonOption, type AddCommand } from './command.ts';

interface Options {
  readonly data?: string;
  readonly normal?: string;
  readonly json?: boolean;
}

export const addEvaluate: AddCommand = (program, { terminal, place, interrupted }) => {
  program
    .command('evaluate')
    .description('measure a run on samples that it has not been trained on, from its best checkpoint')
    .argument('<run>', 'a run’s folder, or its id')
    .option('--data <path>', 'a folder of images, or an IDX file, instead of what the run kept apart of its own data')
    .option('--normal <label>', 'the label of usual samples: how well are others told from them?')
    .option(...jsonOption)
    .action(async (run: string, { data: path, normal, json = false }: Options) => {
      const { folders, dependencies } = await openWorkshop(place, () => undefined);
      const folder = await findRunFolder(folders, run);
      const project = await readSnapshot(folder);
      const evaluating = evaluateRun(dependencies, folder, {
        ...(path !== undefined && { data: (own) => bindData(own, path) }),
        normal: normal ?? null,
        onDoing: (what) => say(terminal, `${what} …`),
        signal: interrupted,
      });
      const evaluation = await Interrupted.during('the run was being evaluated', evaluating);
      const text = formatEvaluation(folder, evaluation, objectiveOf(project)?.terms ?? {});
      printResult(terminal, json, { run: folder, objective: project.objective.kind, ...evaluation }, text);
    });
};

const partWords: Readonly<Record<Evaluation['part'], string>> = {
  test: 'kept to test on',
  validation: 'kept to validate on',
  training: 'that it was trained on, since it kept none apart',
  given: 'given',
};

const count = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

function formatEvaluation(
  folder: string,
  { epoch, part, samples, measures, anomalies, probe, writing, quality }: Evaluation,
  terms: Terms,
): string {
  return formatTable([
    ['Run', folder],
    ['Checkpoint', `after epoch ${epoch} (the best)`],
    ['Samples', `${count(samples)} ${partWords[part]}`],
    ['Loss', measures['loss']?.toPrecision(5) ?? 'none'],
    ...describeTerms(terms, measures),
    ...lines('AUROC', anomalies, ({ auroc, normal, normalSamples, otherSamples }) => [
      `${auroc.reconstruction.toFixed(4)} by reconstruction error${auroc.negativeElbo === undefined ? '' : `, ${auroc.negativeElbo.toFixed(4)} by negative ELBO`}`,
      `${count(normalSamples)} samples of “${normal}” against ${count(otherSamples)} others`,
    ]),
    ...lines('Linear probe', probe, ({ accuracy, baseline, latentValues, fittedOn, judgedOn }) => [
      `${percent(accuracy)} of ${count(judgedOn)} labels right from ${count(latentValues)} latent values`,
      `fitted on ${count(fittedOn)} training samples; the most common label alone: ${percent(baseline)}`,
    ]),
    ...lines('Written', writing, ({ texts, exact, words }) => [
      `${percent(exact)} of ${count(texts)} texts right from beginning to end, each word read from what was written before`,
      `${percent(words)} of the words in their places`,
    ]),
    ...lines('Sample quality', quality, ({ distance, realDistance, samples: compared, judge }) => [
      `Fréchet distance ${distance.toPrecision(4)}; real training samples: ${realDistance.toPrecision(4)}`,
      `${count(compared)} samples each, in the ${judge.features} values of “${judge.layer}” of a classifier`,
      `${judge.architecture}: ${judge.epochs} epochs, seed ${judge.seed}, ${percent(judge.accuracy)} of labels right`,
    ]),
  ]);
}

/** Nothing where nothing was asked; why not where it could not be measured. */
function lines<Figures extends object>(
  title: string,
  figures: Figures | Unavailable | null,
  say: (figures: Figures) => readonly string[],
): string[][] {
  if (figures === null) return [];
  if ('reason' in figures) return [[title, `none: ${(figures as Unavailable).reason}`]];
  return say(figures as Figures).map((text, at) => [at === 0 ? title : '', text]);
}
