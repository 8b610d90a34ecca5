/**
 * The templates are made here, by the same functions that people's edits go through, and compared with the files that ship.
 * After a deliberate change: npx vitest run test/contract/templates.test.ts -u
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import { emptyProject, type Project } from '#shared/graph/document.ts';
import { addNode, insertAfter, setParams } from '#shared/graph/edit.ts';
import { tidyLayout } from '#shared/graph/layout.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import { templates } from '#shared/templates.ts';

const folder = new URL('../../resources/templates/', import.meta.url);
type TemplateId = (typeof templates)[number]['id'];
type Layer = readonly [LayerKind, AnyParams];

const downwards = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'relu' };
const encoders: Record<
  TemplateId,
  { readonly shape: readonly number[]; readonly loss: string; readonly encoder: readonly Layer[] }
> = {
  // Keras blog, "Building autoencoders in Keras": binary cross-entropy suits digits, which are nearly black and white.
  'fully-connected': {
    shape: [784],
    loss: 'binaryCrossentropy',
    encoder: [['dense', { units: 32, activation: 'relu' }]],
  },
  'deep-fully-connected': {
    shape: [784],
    loss: 'meanSquaredError',
    encoder: [128, 64, 32].map((units) => ['dense', { units, activation: 'relu' }]),
  },
  convolutional: {
    shape: [28, 28, 1],
    loss: 'meanSquaredError',
    encoder: [32, 64].map((filters) => ['conv2d', { filters, ...downwards }]),
  },
  'lstm-rows': { shape: [28, 28], loss: 'meanSquaredError', encoder: [['lstm', { units: 64 }]] },
};

/** Input, encoder and Latent one behind the other; the decoder as their linked mirror. */
function makeTemplate(id: TemplateId, title: string): Project {
  const { shape, loss, encoder } = encoders[id];
  const empty = setObjective(emptyProject(`template-${id}`, title), 'reconstruct', { loss });
  const started = addNode(empty, 'input', { x: 0, y: 0 }, { shape });
  const append = (project: Project, [kind, params]: Layer): Project => {
    const longer = insertAfter(project, project.graph.nodes.at(-1)!.id, kind);
    return setParams(longer, longer.graph.nodes.at(-1)!.id, params);
  };
  const whole: Project = [...encoder, ['latent', {}] as const].reduce(append, started);
  return tidyLayout(mirrorEncoder(whole, { linked: true }));
}

describe('templates', () => {
  it('are exactly the files that ship', () => {
    expect(readdirSync(folder).sort()).toEqual(templates.map(({ id }) => `${id}.hourglass`).sort());
  });

  for (const { id, title } of templates) {
    describe(title, () => {
      it('is what it is made as', async () => {
        await expect(formatProject(makeTemplate(id, title))).toMatchFileSnapshot(
          fileURLToPath(new URL(`${id}.hourglass`, folder)),
        );
      });
      it('opens without a problem or a warning on the digits', () => {
        const project = parseProject(readFileSync(new URL(`${id}.hourglass`, folder), 'utf8'), `${id}.hourglass`);
        const { problems, inference } = checkProject(project, [28, 28, 1]);
        expect(problems).toEqual([]);
        expect(project.training).toMatchObject({
          epochs: 10,
          batchSize: 128,
          validationFraction: 0.1,
          learningRate: 0.001,
          optimizer: { kind: 'adam' },
        });
        expect(inference.latent).not.toBeNull();
      });
    });
  }

  // Counted by Keras's formulas: (in + 1) × out; 3 × 3 × in × out + out; 4 × (in + units + 1) × units.
  const weights: Record<TemplateId, number> = {
    'fully-connected': 785 * 32 + 33 * 784,
    'deep-fully-connected': 785 * 128 + 129 * 64 + 65 * 32 + 33 * 64 + 65 * 128 + 129 * 784,
    convolutional: 9 * 32 + 32 + (9 * 32 * 64 + 64) + (9 * 64 * 32 + 32) + (9 * 32 + 1),
    'lstm-rows': 4 * (28 + 64 + 1) * 64 + 4 * (64 + 64 + 1) * 64 + 65 * 28,
  };
  it.each(Object.entries(weights))('%s has as many weights as in Keras', (id, count) => {
    const project = parseProject(readFileSync(new URL(`${id}.hourglass`, folder), 'utf8'), id);
    expect(checkProject(project).inference.weights).toEqual({ trainable: count, fixed: 0 });
  });
});
