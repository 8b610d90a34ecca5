/** A model card's Markdown, from what a project and its run say themselves (M. Mitchell et al., Model Cards for Model Reporting, 2019). Pure. */
import { builtinTitles, downloadTitles } from '#shared/dataset-titles.ts';
import type { DataBinding, Project } from '#shared/graph/document.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { layers, isLayerKind } from '#shared/layers/index.ts';
import { formatShape } from '#shared/layers/layer.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import type { EpochMetrics } from '#shared/wire/training.ts';
import type { ExportedPart } from '../format.ts';

export interface CardSource extends Pick<ExportedPart, 'preprocessing' | 'labels' | 'run'> {
  readonly project: Project;
  readonly epochs: readonly EpochMetrics[];
}

export function modelCard(source: CardSource): string {
  const { project, run } = source;
  const objective = objectiveOf(project);
  const sections = [
    `---\nlibrary_name: hourglass\ntags:\n  - autoencoder\n  - ${project.objective.kind}\n---`,
    `# ${project.name}`,
    `${objective?.title ?? project.objective.kind}. ${objective?.summary ?? ''}`.trim(),
    ...section('Data', dataOf(source)),
    ...section('Training', trainingOf(source)),
    ...section('Figures', figuresOf(source)),
    ...section('Layers', layersOf(project)),
    ...section('Before it', source.preprocessing.steps.map((step, at) => `${at + 1}. ${step}`).join('\n')),
    ...section('Limits', limitsOf(source)),
    ...section('How to use it', useOf(run)),
    'Made with Hourglass.',
  ];
  return `${sections.join('\n\n')}\n`;
}

const section = (title: string, text: string): string[] => [`## ${title}`, text];
const count = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${Math.round(share * 100)}%`;
const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toPrecision(4);

/** Names without their paths: where they lie on one machine is nobody else's business. */
function sourceTitle(data: DataBinding['source']): string {
  const name = (path: string): string => `“${path.split(/[/\\]/).filter(Boolean).at(-1) ?? path}”`;
  switch (data?.kind) {
    case undefined:
      return 'None chosen';
    case 'builtin':
      return builtinTitles[data.name];
    case 'download':
      return downloadTitles[data.name];
    case 'imageFolder':
      return `The pictures of the folder ${name(data.path)}`;
    case 'imagePairs':
      return `Pairs of pictures of the folders ${name(data.inputs)} and ${name(data.targets)}`;
    case 'text':
      return `The text of ${name(data.path)}`;
    case 'idx':
      return `The pictures of the file ${name(data.images)}`;
    case 'sequences':
      return `The sequences of ${name(data.path)}`;
    case 'table':
      return `The rows of the file ${name(data.path)}`;
  }
}

function dataOf({ project, labels, preprocessing }: CardSource): string {
  const { data, training } = project;
  const { picture, colour } = preprocessing;
  const limited = data.limit === null ? '' : `, ${count(data.limit)} of them`;
  const kept = [
    `${percent(training.validationFraction)} kept apart to validate on`,
    ...(data.split.testFraction > 0 ? [`${percent(data.split.testFraction)} to test on`] : []),
  ];
  const trained = data.split.trainLabels;
  return [
    `- Source: ${sourceTitle(data.source)}${limited}; ${kept.join(', ')}`,
    ...(picture ? [`- Size: ${picture[1]} × ${picture[0]} pixels, ${colour}`] : []),
    ...(labels.length > 0 ? [`- Labels: ${labels.join(', ')}`] : []),
    ...(trained ? [`- Trained on samples with these labels alone: ${trained.join(', ')}`] : []),
  ].join('\n');
}

function trainingOf({ project, epochs }: CardSource): string {
  const { optimizer, learningRate, batchSize, seed, schedule } = project.training;
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return [
    `- ${count(epochs.length)} of ${count(project.training.epochs)} epochs, ${count(Math.round(seconds))} seconds in all`,
    `- Optimizer ${optimizer.kind}, learning rate ${learningRate}, schedule ${schedule.kind}, batches of ${count(batchSize)}, seed ${seed}`,
    `- Settings of the objective: ${Object.entries(project.objective.params)
      .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
      .join(', ')}`,
  ].join('\n');
}

function figuresOf({ project, epochs, run }: CardSource): string {
  const chosen = epochs.find(({ epoch }) => epoch === run?.epoch) ?? epochs.at(-1)!;
  const terms = objectiveOf(project)?.terms ?? {};
  const rows = [
    ['Loss', chosen.loss, chosen.validationLoss] as const,
    ...Object.entries(chosen.terms).map(
      ([name, { train, validation }]) => [terms[name]?.title ?? name, train, validation] as const,
    ),
  ];
  const lines = rows.map(([title, train, held]) => `| ${title} | ${figure(train)} | ${figure(held)} |`);
  return `After epoch ${chosen.epoch}:\n\n| | training | validation |\n| --- | ---: | ---: |\n${lines.join('\n')}`;
}

function layersOf(project: Project): string {
  const { nodes, order, weights } = inferGraph(project);
  const byId = new Map(project.graph.nodes.map((node) => [node.id, node]));
  const lines = order.map((id) => {
    const node = byId.get(id)!;
    const { output, weights: own } = nodes.get(id)!;
    const kind = isLayerKind(node.kind) ? layers[node.kind].title : node.kind;
    return `| ${cell(node.name)} | ${kind} | ${output ? formatShape(output) : '?'} | ${count(own.trainable + own.fixed)} |`;
  });
  const total = count(weights.trainable + weights.fixed);
  return `| name | layer | output | weights |\n| --- | --- | --- | ---: |\n${lines.join('\n')}\n\n${total} weights in all.`;
}

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** What can be said of every network of its kind; what only people know, they add. */
function limitsOf({ project, epochs }: CardSource): string {
  const last = epochs.at(-1)!;
  const overfits = last.validationLoss !== null && last.loss > 0 && last.validationLoss > 1.5 * last.loss;
  return [
    '- It knows what its data show and nothing else: pictures of another kind, size or lighting come back as something like its data.',
    ...(last.validationLoss === null
      ? ['- Nothing was kept apart to validate on: how it does on samples that it has not seen was not measured.']
      : []),
    ...(overfits
      ? [
          '- Its loss on unseen samples is far above that on its training samples: it has learned some of these by heart.',
        ]
      : []),
    ...(project.data.split.testFraction === 0
      ? [
          '- No samples were kept for a last test: the best epoch was chosen by the validation samples, which makes their figures a little too good.',
        ]
      : []),
    '- Whether it treats groups of people or things alike was not measured.',
    '- Licence, intended use and contact: to be added by whoever publishes it.',
  ].join('\n');
}

function useOf(run: CardSource['run']): string {
  const name = run?.id ?? 'RUN';
  return [
    'In Hourglass, its run can be explored and continued. For other tools, the same weights in their formats:',
    '',
    '```sh',
    `hourglass export ${name} --format onnx -o model.onnx`,
    `hourglass export ${name} --format keras -o model.keras`,
    '```',
  ].join('\n');
}
