/** The web page: decoder, TensorFlow.js and sliders in one HTML file that works from a disk, without a network. */
import { writeFile } from 'node:fs/promises';
import { page } from '#shared/export/page.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import type { ExportedPart, ExportFormat } from '../format.ts';
import { assemblePage, type PageNetwork, type PageWords } from './assemble.ts';
import { readAssets } from './assets.ts';
import { pageForm } from './form.ts';
import { writeNetwork } from './network.ts';
import { playOf, type Axis, type PlayOptions } from './play.ts';
import { tryOut } from './try-out.ts';

/** Of the data: enough to know how far latents reach. */
const mostSamples = 256;

export const pageFormat: ExportFormat<'page'> = {
  definition: page,
  async write(part, path, { sliders }, { signal, progress }) {
    progress('Looking where the data lie');
    const latents = await part.manyInputs(mostSamples, signal);
    const size = sizeOf(part.inputs[0]!.shape);
    const play = playOf(
      { values: latents, size, count: latents.length / size },
      { prior: priorOf(part), noise: isNoise(part), most: sliders },
    );
    progress('Writing the network down');
    const { network, bytes } = await writeNetwork(part);
    const whole: PageNetwork = { ...network, play: { ...play, ...drawing(part), digits: 2 } };
    signal.throwIfAborted();
    await writeFile(
      path,
      assemblePage({ words: wordsOf(part, play.axes), network: whole, weights: bytes }, await readAssets()),
    );
  },
  check: (part, path, _options, context) => tryOut(part, path, context),
  snippet: (_part, name) => ({ language: 'text', code: `Double click ${name}, or drop it onto a browser's window.` }),
};

const isNoise = ({ inputs }: ExportedPart): boolean => inputs[0]!.name === 'noise';

/** What noise, or a variational latent, is drawn from. */
function priorOf(part: ExportedPart): PlayOptions['prior'] {
  const { params } = part.project.graph.nodes.find(({ id }) => id === part.inputs[0]!.node)!;
  if (isNoise(part)) return params['distribution'] === 'uniform' ? 'uniform' : 'normal';
  return params['kind'] === 'variational' ? 'normal' : null;
}

function drawing({ preprocessing, outputs }: ExportedPart): Pick<PageNetwork['play'], 'picture' | 'range' | 'form'> {
  const { picture, range } = preprocessing;
  const fits = picture !== null && sizeOf(picture) === sizeOf(outputs[0]!.shape);
  return { picture: fits ? picture : null, range, form: pageForm(preprocessing.form, outputs[0]!.shape) };
}

function slidersTitle(axes: readonly Axis[], size: number, what: string): string {
  const all = size.toLocaleString('en');
  if (axes[0]?.direction) return `${axes.length} directions of ${all} ${what}s`;
  if (size === 1) return `Its one ${what}`;
  return axes.length < size ? `${axes.length} of its ${all} ${what}s` : `Its ${all} ${what}s`;
}

function wordsOf({ project, title, run, inputs }: ExportedPart, axes: readonly Axis[]): PageWords {
  const size = sizeOf(inputs[0]!.shape);
  const what = inputs[0]!.name === 'noise' ? 'random number' : 'latent value';
  const trained = run ? ` It was trained for ${run.epoch} ${run.epoch === 1 ? 'epoch' : 'epochs'}.` : '';
  return {
    title: project.name,
    subtitle: `Move the sliders and see what the ${title.toLowerCase()} makes of them.`,
    slidersTitle: slidersTitle(axes, size, what),
    about: `A neural network has learned to make samples from ${size.toLocaleString('en')} ${size === 1 ? 'number' : 'numbers'}.${trained} ${axes[0]?.direction ? 'Each slider moves all of them along a direction in which the data differ most, the first one most of all.' : 'Each slider moves one of them.'}`,
  };
}
