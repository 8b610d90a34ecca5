/**
 * The templates are made here, by the same functions that people's edits go through, and compared with the files that ship.
 * After a deliberate change: npx vitest run test/contract/templates.test.ts -u
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { templates, type TemplateId } from '#shared/templates.ts';
import { drawTemplate } from './templates/index.ts';

const folder = new URL('../../resources/templates/', import.meta.url);
const fileOf = (id: string): URL => new URL(`${id}.hourglass`, folder);
const read = (id: string) => parseProject(readFileSync(fileOf(id), 'utf8'), `${id}.hourglass`);

describe('templates', () => {
  it('are exactly the files that ship', () => {
    expect(readdirSync(folder).sort()).toEqual(templates.map(({ id }) => `${id}.hourglass`).sort());
  });

  it('stand group by group', () => {
    const groups = templates.map(({ group }) => group);
    expect(groups.filter((group, at) => group !== groups[at - 1])).toEqual([...new Set<string>(groups)]);
  });

  for (const { id, title } of templates) {
    describe(title, () => {
      it('is what it is drawn as', async () => {
        await expect(formatProject(drawTemplate[id](title))).toMatchFileSnapshot(fileURLToPath(fileOf(id)));
      });
      it('opens without a problem or a warning on its data', () => {
        const project = read(id);
        const { problems } = checkProject(project, dataShapes[id] ?? [28, 28, 1]);
        expect(problems.map(({ title: said, received }) => `${said}: ${received}`)).toEqual([]);
        expect(project.name).toBe(title);
        expect(project.training.device).toBe('auto');
      });
      it('has layers with names and places of their own', () => {
        const { nodes } = read(id).graph;
        expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
        expect(new Set(nodes.map(({ position }) => `${position.x},${position.y}`)).size).toBe(nodes.length);
      });
    });
  }

  /** Of one prepared sample, where these are no digits of 28 × 28. */
  const dataShapes: Partial<Record<TemplateId, readonly number[]>> = {
    'table-autoencoder': [12],
    'table-missing-values': [12],
    'table-anomaly': [6],
    'beta-shapes': [32, 32, 3],
    'variational-pictures': [64, 64, 3],
    'date-translation': [30],
    'own-translation': [40],
    'funny-text': [60],
    'skip-gram': [1],
    'text-autoencoder': [24],
    'lstm-waves': [48, 1],
    'wave-anomaly': [288, 1],
  };

  // Counted by Keras's formulas: (in + 1) × out; 3 × 3 × in × out + out; 4 × (in + units + 1) × units.
  const weights: Partial<Record<TemplateId, number>> = {
    'fully-connected': 785 * 32 + 33 * 784,
    'deep-fully-connected': 785 * 128 + 129 * 64 + 65 * 32 + 33 * 64 + 65 * 128 + 129 * 784,
    convolutional: 9 * 32 + 32 + (9 * 32 * 64 + 64) + (9 * 64 * 32 + 32) + (9 * 32 + 1),
    // As the Keras blog's summary says.
    'convolution-pooling': 4_385,
    // As keras.io's summary says.
    'transposed-convolution': 28_353,
    denoising: 28_353,
    // keras.io: encoder 69,076, decoder 65,089.
    'variational-2': 69_076 + 65_089,
    'variational-20': 785 * 400 + 2 * 401 * 20 + 21 * 400 + 401 * 784,
    'lstm-rows': 4 * (28 + 64 + 1) * 64 + 4 * (64 + 64 + 1) * 64 + 65 * 28,
    'lstm-waves': 4 * (1 + 32 + 1) * 32 + 4 * (32 + 32 + 1) * 32 + 33,
    // As keras.io's summary says.
    'wave-anomaly': 9_505,
    classifier: 34_826,
  };
  it.each(Object.entries(weights))('%s has as many weights as in Keras', (id, count) => {
    expect(checkProject(read(id)).inference.weights).toEqual({ trainable: count, fixed: 0 });
  });

  it('have a bottleneck where they are autoencoders', () => {
    for (const { id } of templates.filter(({ group }) => ['Vanilla & deep', 'Variational'].includes(group))) {
      const { latent, nodes, input } = checkProject(read(id)).inference;
      expect(sizeOf(nodes.get(latent!)!.output!)).toBeLessThan(sizeOf(nodes.get(input!)!.output!));
    }
  });
});
