/** What goes with every export: a README that says what it is and how to run it, and the preprocessing as JSON. Owns their words. */
import type { ExportDefinition } from '#shared/export/format.ts';
import { formatShape } from '#shared/layers/layer.ts';
import type { ExportCheck } from '#shared/wire/export.ts';
import type { ExportedPart, Sampled } from './format.ts';

export interface ReadmeParts {
  readonly part: ExportedPart;
  readonly definition: ExportDefinition;
  readonly name: string;
  readonly check: ExportCheck | null;
  readonly snippet: { readonly language: string; readonly code: string };
}

export function readme({ part, definition, name, check, snippet }: ReadmeParts): string {
  const { project, run, preprocessing, labels } = part;
  const takesSamples = part.inputs.some((input) => input.name === 'input');
  const sections = [
    `# ${project.name}: ${part.title.toLowerCase()}`,
    `${part.summary} \`${name}\` is ${definition.title}, for ${definition.audience}.`,
    run
      ? `The weights are those of the run ${run.id}, after epoch ${run.epoch}.`
      : 'The network was never trained: its weights are those that a new network begins with.',
    '## Inputs and outputs',
    [...part.inputs.map((end) => line('in', end)), ...part.outputs.map((end) => line('out', end))].join('\n'),
    ...variationalNote(part),
    ...(takesSamples
      ? [
          '## Before it',
          `What must be done to a sample (in numbers: preprocessing.json):`,
          preprocessing.steps.map((step, at) => `${at + 1}. ${step}`).join('\n'),
        ]
      : []),
    ...(part.kind === 'model' || part.kind === 'decoder' ? ['## After it', preprocessing.back] : []),
    ...(labels.length > 0 && part.kind === 'classifier'
      ? ['## Labels', labels.map((label, at) => `${at}: ${label}`).join('\n\n')]
      : []),
    '## Use it',
    `\`\`\`${snippet.language}\n${snippet.code}\n\`\`\``,
    '## Proof',
    proof(check),
    'Made with Hourglass.',
  ];
  return `${sections.join('\n\n')}\n`;
}

const line = (direction: string, { name, shape, dtype, otherwise }: Sampled): string =>
  `- ${direction}: \`${name}\` [samples, ${shape.join(', ')}] (${formatShape(shape)} for each sample), 32-bit ${dtype === 'int32' ? 'whole numbers: places in a vocabulary' : 'floating point'}${otherwise === null ? '' : `; may be left out, and is then ${otherwise} everywhere`}`;

/** A variational network draws its latents while it learns; an export draws nothing. */
function variationalNote({ project, kind, outputs }: ExportedPart): string[] {
  const latent = project.graph.nodes.find((node) => node.kind === 'latent');
  if (latent?.params['kind'] !== 'variational') return [];
  if (kind === 'model')
    return [
      'The network is variational. Nothing is drawn here: the decoder is given the mean of each latent, so that the same sample always gives the same result.',
    ];
  if (kind === 'encoder' && outputs.length === 1)
    return ['The network is variational: `latent` is the mean of each latent, from which nothing is drawn.'];
  if (kind === 'encoder')
    return [
      'The network is variational: `latent` is the mean of each latent, `log_variance` the logarithm of its variance. To draw a latent: latent + exp(log_variance ÷ 2) × a standard normal number.',
    ];
  return kind === 'decoder'
    ? ['The network is variational: standard normal numbers as `latent` give new samples.']
    : [];
}

function proof(check: ExportCheck | null): string {
  if (!check) return 'Nothing on the machine that it was made on reads this format, so it was not compared.';
  const samples = `${check.samples} ${check.real ? 'real samples' : 'random samples (the data were gone)'}`;
  return check.of === 'results'
    ? `${check.by} has run it on ${samples}: the largest difference from what Hourglass computes is ${check.difference.toExponential(1)}.`
    : `${check.by} has read it: the largest difference of any weight is ${check.difference.toExponential(1)}.`;
}

export function preprocessingFile({ preprocessing, labels, inputs, project }: ExportedPart): string {
  const { steps, ...numbers } = preprocessing;
  const takesSamples = inputs.some(({ name }) => name === 'input');
  const whole = {
    madeBy: 'Hourglass',
    project: project.name,
    input: takesSamples ? { ...numbers, steps } : null,
    // Of a decoder: what comes out is such a sample.
    output: takesSamples ? null : numbers,
    labels,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
