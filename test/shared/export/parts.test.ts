import { describe, expect, test } from 'vitest';
import { exportParts, type PartEnd } from '#shared/export/parts.ts';
import type { Project } from '#shared/graph/document.ts';
import { makeBlock } from '#shared/graph/block-edits.ts';
import { ganOf, onLatent } from '../../contract/adversarial-cases.ts';
import { drawTemplate } from '../../contract/templates/index.ts';
import { chain, dense, latent } from '../graph/chain.ts';

const ends = (list: readonly PartEnd[]) => list.map(({ name, shape }) => `${name} ${shape.join('×')}`).join(', ');
/** "model: input 6 → output 6". */
const described = (project: Project) =>
  exportParts(project).map(({ kind, inputs, outputs }) => `${kind}: ${ends(inputs)} → ${ends(outputs)}`);

describe('the parts of a network', () => {
  const autoencoder = chain([6], dense(4), latent, dense(6, 'sigmoid'));

  test('an autoencoder has itself and its two halves', () => {
    expect(described(autoencoder)).toEqual([
      'model: input 6 → output 6',
      'encoder: input 6 → latent 4',
      'decoder: latent 4 → output 6',
    ]);
    expect(exportParts(autoencoder).map(({ nodes }) => nodes)).toEqual([
      ['dense_1', 'latent_1', 'dense_2', 'output_1'],
      ['dense_1', 'latent_1'],
      ['dense_2', 'output_1'],
    ]);
  });

  test('a variational encoder also gives the logarithm of the variance', () => {
    expect(described(drawTemplate['variational-2']('VAE'))[1]).toBe(
      'encoder: input 28×28×1 → latent 2, log_variance 2',
    );
  });

  test('of a GAN the generator and the discriminator stand by themselves', () => {
    const gan = { ...ganOf(), objective: { ...drawTemplate['dcgan']('GAN').objective } };
    expect(described(gan)).toEqual(['decoder: noise 3 → output 6', 'discriminator: input 6 → verdict 1']);
    expect(exportParts(gan).map(({ title }) => title)).toEqual(['Generator', 'Discriminator']);
  });

  test('a discriminator of latents is given latents', () => {
    const { objective } = drawTemplate['adversarial-autoencoder']('AAE');
    expect(described({ ...onLatent(), objective })).toEqual([
      'model: input 6 → output 6',
      'encoder: input 6 → latent 3',
      'decoder: latent 3 → output 6',
      'discriminator: latent 3 → verdict 1',
    ]);
  });

  test('a mask may be left out; a decoder that needs the sample beside the latent is none', () => {
    const inpainter = drawTemplate['inpainter']('Inpainter');
    const [model] = exportParts(inpainter);
    expect(model!.inputs.map(({ name, otherwise }) => [name, otherwise])).toEqual([
      ['input', null],
      ['mask', 1],
    ]);
    expect(exportParts(inpainter).map(({ kind }) => kind)).toEqual(['model', 'encoder']);
  });

  test('a classifier is one, and has no output', () => {
    expect(described(drawTemplate['classifier']('Classifier'))).toEqual(['classifier: input 28×28×1 → classes 10']);
  });

  test('what is in a block counts as if it were not', () => {
    const project = makeBlock(chain([6], dense(5), dense(4), latent, dense(6)), ['dense_1', 'dense_2']);
    expect(exportParts(project)[1]!.nodes).toHaveLength(3);
  });

  test('a graph with errors has none', () => {
    expect(exportParts(chain([6], ['conv2d'], latent))).toEqual([]);
  });
});
