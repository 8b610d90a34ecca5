/** Python source: a folder with the network as readable Keras code, its weights, and scripts that train it as Hourglass did. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportParts } from '#shared/export/parts.ts';
import { python } from '#shared/export/python.ts';
import type { ObjectiveKind } from '#shared/objectives/index.ts';
import type { ExportedPart, ExportFormat, OptionsOf } from '../format.ts';
import { weightsName, writeKerasWeights } from '../keras/archive.ts';
import { compareWeights, kerasPart } from '../keras/index.ts';
import type { KerasModel } from '../keras/layer.ts';
import { kerasModel } from '../keras/model.ts';
import { weightsTree } from '../keras/weights-file.ts';
import { writeData } from './data-files.ts';
import { modelSource, type BuildFunction } from './model-source.ts';
import data from './source/data.py?raw';
import train from './source/train.py?raw';
import training from './source/training.py?raw';
import { filesBeside, hasRivals, objectiveFiles, settingsOf, untrainable } from './training.ts';

type Options = OptionsOf<'python'>;

const modelOf = (part: ExportedPart, { mask }: Options): KerasModel => kerasModel(kerasPart(part), mask);

export const pythonFormat: ExportFormat<'python'> = {
  definition: python,
  async write(part, path, options, context) {
    const { progress } = context;
    progress('Writing the source');
    await mkdir(path, { recursive: true });
    const put = (name: string, text: string): Promise<void> => writeFile(join(path, name), text);
    const model = modelOf(part, options);
    const trained = untrainable(part.project, part, options.mask) === null;
    const discriminator = trained && hasRivals(part.project) ? discriminatorOf(part) : null;
    await put('model.py', modelSource(part.project.name, functionsOf(part, model, discriminator)));
    await put('requirements.txt', 'keras>=3.8\ntensorflow>=2.18\nnumpy\n');
    progress('Writing the weights');
    await writeKerasWeights(model, join(path, weightsName));
    if (!trained) return;
    await put('train.py', train);
    await put('training.py', training);
    await put('data.py', data);
    const kind = part.project.objective.kind as ObjectiveKind;
    await put('objective.py', objectiveFiles[kind]);
    for (const [name, text] of Object.entries(filesBeside[kind] ?? {})) await put(name, text);
    const settings = settingsOf(part.project, model, discriminator, part.preprocessing, part.sample);
    await put('settings.json', `${JSON.stringify(settings, null, 2)}\n`);
    if (options.data && part.dataset !== null) await writeData(part.project, part.dataset, join(path, 'data'), context);
  },
  check: (part, path, options) => compareWeights(weightsTree(modelOf(part, options)).tensors, join(path, weightsName)),
  snippet(part, name, options) {
    const why = untrainable(part.project, part, options.mask);
    return {
      language: 'sh',
      code: [
        `cd ${JSON.stringify(name)}`,
        'pip install -r requirements.txt',
        `python -c 'import model; net = model.build(); net.load_weights("${weightsName}"); net.summary()'`,
        ...(why === null ? trainingSnippet(part, options) : [`# There is no train.py: ${why}`]),
      ].join('\n'),
    };
  },
};

const trainingSnippet = (part: ExportedPart, options: Options): string[] => [
  ...(options.data && part.dataset !== null
    ? []
    : ['# The data are not here: see data.py for what belongs into data/.']),
  'python train.py                        # trains it anew, as Hourglass did',
  'python train.py --strategy mirrored    # on all graphics processors of a machine',
];

function functionsOf(part: ExportedPart, model: KerasModel, discriminator: KerasModel | null): BuildFunction[] {
  const main = { name: 'build', says: `${part.title}. ${part.summary}`, model };
  if (!discriminator) return [main];
  return [main, { name: 'build_discriminator', says: 'Tells real samples from generated ones.', model: discriminator }];
}

/** As it is drawn, without weights: it learns anew with its rival. */
function discriminatorOf({ project }: ExportedPart): KerasModel {
  const part = exportParts(project).find(({ kind }) => kind === 'discriminator');
  if (!part) throw new Error('A project with rivals has a discriminator.');
  return kerasModel({ ...part, project, weights: new Map() });
}
