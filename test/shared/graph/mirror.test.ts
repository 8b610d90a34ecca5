import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProject } from '#shared/graph/check.ts';
import type { Project } from '#shared/graph/document.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { planMirror } from '#shared/graph/mirror-plan.ts';
import { addGraph, insertAfter, removeNodes, setParams, unlinkNode } from '#shared/graph/edit.ts';
import { makeNode } from '#shared/graph/rewire.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { isSink, layerKinds, layers, type LayerKind } from '#shared/layers/index.ts';
import { UserError } from '#shared/problem.ts';
import { chain, conv, dense, latent, type Layer } from './chain.ts';
import { anyEncoder, steps } from './random-encoders.ts';

/** An encoder of poolings alone has nothing to learn, and its mirror neither: that is no fault of the mirror's. */
const errors = (project: Project): string[] =>
  checkProject(project)
    .problems.filter(({ id, severity }) => severity === 'error' && id !== 'budget:none')
    .map(({ title, received }) => `${title}: ${received}`);

describe('mirrorEncoder', () => {
  it('gives any valid encoder a decoder that passes every check', () => {
    fc.assert(
      fc.property(anyEncoder, fc.boolean(), (encoder, linked) => {
        const mirrored = mirrorEncoder(encoder, { linked });
        expect(errors(mirrored)).toEqual([]);
        expect(parseProject(formatProject(mirrored), 'x.hourglass')).toEqual(mirrored);
        expect(mirrored.graph.nodes.some(({ mirrorOf }) => mirrorOf !== undefined)).toBe(
          linked && mirrored.graph.nodes.length > encoder.graph.nodes.length + 1,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is asked of every kind that can be mirrored', () => {
    // Of one seed, since rare kinds are met by chance.
    const encoders = fc.sample(anyEncoder, { numRuns: 3000, seed: 1 });
    const met = new Set<string>(encoders.flatMap(({ graph }) => graph.nodes.map(({ kind }) => kind)));
    expect([...met].sort()).toEqual(
      [...new Set([...Object.keys(steps), 'input', 'latent', 'reshape', 'add', 'multiply', 'concatenate'])].sort(),
    );
    // Where data start or results end nothing can be mirrored, nor in a discriminator, nor words, nor what two sequences made together; blocks
    // have tests of their own.
    const aside = layerKinds.filter(
      (kind) =>
        layers[kind].group === 'adversarial' ||
        isSink(kind) ||
        kind === 'mask' ||
        ['attention', 'dot', 'embedding', 'moreWords'].includes(kind) ||
        kind === 'block',
    );
    expect(layerKinds.filter((kind) => !met.has(kind)).sort()).toEqual(aside.sort());
  });
});

/** Kind and telling settings of each decoder layer, from the latent to the output. */
function decoderOf(project: Project, ...settings: readonly string[]): unknown[] {
  const { inference, partition } = checkProject(project);
  return inference.order
    .filter((id) => partition.parts.get(id) === 'decoder')
    .map((id) => project.graph.nodes.find((node) => node.id === id)!)
    .filter(({ kind }) => kind !== 'output')
    .map(({ kind, params }) => [
      kind,
      ...settings.filter((key) => key in params).map((key) => (params as AnyParams)[key]),
    ]);
}
const mirrorOf = (shape: readonly number[], ...layers: readonly Layer[]): Project =>
  mirrorEncoder(chain(shape, ...layers, latent), { linked: true });
const refusal = (edit: () => unknown): string => {
  try {
    edit();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'accepted';
};

describe('the mirror of', () => {
  it('strided convolutions meets odd sizes by output padding', () => {
    expect(
      decoderOf(mirrorOf([28, 28, 1], conv(32), conv(64), conv(64)), 'filters', 'outputPadding', 'activation'),
    ).toEqual([
      ['conv2dTranspose', 64, '0', 'relu'],
      ['conv2dTranspose', 32, 'auto', 'relu'],
      ['conv2dTranspose', 1, 'auto', 'sigmoid'],
    ]);
  });
  it('unequal sizes meets them by cropping', () => {
    expect(decoderOf(mirrorOf([28, 27, 1], conv(32)), 'outputPadding', 'cropping')).toEqual([
      ['conv2dTranspose', 'auto', [0, 0, 0, 1]],
    ]);
  });
  it('pooling that dropped a row fills it with zeros', () => {
    expect(decoderOf(mirrorOf([29, 29, 1], conv(4, { strides: [1, 1] }), ['maxPooling2d']), 'size', 'padding')).toEqual(
      [
        ['upSampling2d', [2, 2]],
        ['zeroPadding2d', [0, 1, 0, 1]],
        ['conv2dTranspose', 'same'],
      ],
    );
  });
  it('a code without a curve gets the curve of what it gives back', () => {
    expect(decoderOf(mirrorOf([784], dense(128), dense(2, 'linear')), 'units', 'activation')).toEqual([
      ['dense', 128, 'relu'],
      ['dense', 784, 'sigmoid'],
    ]);
  });
  it('data from −1 to 1 ends in tanh', () => {
    const encoder = chain([784], dense(32), latent);
    const signed: Project = {
      ...encoder,
      data: { ...encoder.data, image: { ...encoder.data.image, range: 'minusOneToOne' } },
    };
    expect(decoderOf(mirrorEncoder(signed, { linked: false }), 'activation')).toEqual([['dense', 'tanh']]);
  });
  it('normalization and curves keep their order, and noise has none', () => {
    const block = (filters: number): Layer[] => [
      conv(filters, { activation: 'linear' }),
      ['batchNormalization'],
      ['activation', { activation: 'elu' }],
      ['dropout'],
    ];
    expect(
      decoderOf(mirrorOf([16, 16, 1], ['gaussianNoise'], ...block(4), ...block(8)), 'filters', 'activation'),
    ).toEqual([
      ['conv2dTranspose', 4, 'linear'],
      ['batchNormalization'],
      ['activation', 'elu'],
      ['conv2dTranspose', 1, 'sigmoid'],
    ]);
  });
  it('a curve inside a layer stays inside its mirror, before what followed', () => {
    expect(
      decoderOf(
        mirrorOf([16, 16, 1], conv(4, { activation: 'elu' }), ['batchNormalization'], conv(8)),
        'filters',
        'activation',
      ),
    ).toEqual([['conv2dTranspose', 4, 'elu'], ['batchNormalization'], ['conv2dTranspose', 1, 'sigmoid']]);
  });
  it('what normalizes the data themselves has no place behind the last curve', () => {
    expect(decoderOf(mirrorOf([16, 16, 1], ['batchNormalization'], conv(4)), 'activation')).toEqual([
      ['conv2dTranspose', 'sigmoid'],
    ]);
  });
  it('an input that forks adds up and ends in one curve', () => {
    const base = chain([12], dense(5), latent);
    const open: Project = {
      ...base,
      graph: { ...base.graph, edges: base.graph.edges.filter(({ target }) => target !== 'latent_1') },
    };
    const [other, both] = [
      makeNode(open.graph, 'dense', { x: 0, y: 0 }, { units: 3 }),
      makeNode(open.graph, 'concatenate', { x: 0, y: 0 }),
    ];
    const forked = addGraph(
      open,
      [other, both],
      [
        ['input_1', other.id],
        ['dense_1', both.id],
        [other.id, both.id],
        [both.id, 'latent_1'],
      ],
    );
    expect(
      decoderOf(mirrorEncoder(forked, { linked: true }), 'units', 'activation')
        .map(String)
        .sort(),
    ).toEqual(['activation,sigmoid', 'add', 'dense,12,linear', 'dense,12,linear', 'dense,3,linear', 'dense,5,relu']);
  });
  it('a recurrent layer repeats, remembers and projects', () => {
    expect(
      decoderOf(mirrorOf([28, 28], ['lstm', { units: 64 }]), 'n', 'units', 'returnSequences', 'activation'),
    ).toEqual([
      ['repeatVector', 28],
      ['lstm', 64, true, 'tanh'],
      ['dense', 28, 'sigmoid'],
    ]);
    expect(
      decoderOf(
        mirrorOf([28, 28], ['lstm', { units: 64, returnSequences: true }], ['gru', { units: 16 }]),
        'n',
        'units',
      ),
    ).toEqual([
      ['repeatVector', 28],
      ['gru', 64],
      ['lstm', 64],
      ['dense', 28],
    ]);
  });
  it('global pooling spreads each mean over the picture', () => {
    expect(
      decoderOf(mirrorOf([14, 7, 3], ['globalAveragePooling2d'], dense(2)), 'units', 'targetShape', 'size'),
    ).toEqual([
      ['dense', 3],
      ['reshape', [1, 1, 3]],
      ['upSampling2d', [14, 7]],
    ]);
  });
  it('a residual block is a residual block', () => {
    const base = chain([8, 8, 1], conv(4), conv(4, { strides: [1, 1] }), latent);
    const edges = base.graph.edges.filter(({ target }) => target !== 'latent_1');
    const open: Project = { ...base, graph: { ...base.graph, edges } };
    const residual = addGraph(
      open,
      [makeNode(base.graph, 'add', { x: 0, y: 0 })],
      [
        ['conv2d_1', 'add_1'],
        ['conv2d_2', 'add_1'],
        ['add_1', 'latent_1'],
      ],
    );
    const mirrored = mirrorEncoder(residual, { linked: true });
    const into = (id: string): string[] =>
      mirrored.graph.edges.filter(({ target }) => target === id).map(({ source }) => source);
    expect(into('add_2').sort()).toEqual(['conv2dTranspose_1', 'latent_1']);
    expect(into('conv2dTranspose_1')).toEqual(['latent_1']);
    expect(errors(mirrored)).toEqual([]);
  });
  it('what was stretched is refused in words', () => {
    const base = chain([8, 8, 4], conv(4, { strides: [1, 1] }), ['globalAveragePooling2d', { keepDims: true }], latent);
    const open: Project = {
      ...base,
      graph: { ...base.graph, edges: base.graph.edges.filter(({ target }) => target !== 'latent_1') },
    };
    const gated = addGraph(
      open,
      [makeNode(base.graph, 'multiply', { x: 0, y: 0 })],
      [
        ['conv2d_1', 'multiply_1'],
        ['globalAveragePooling2d_1', 'multiply_1'],
        ['multiply_1', 'latent_1'],
      ],
    );
    expect(refusal(() => mirrorEncoder(gated, { linked: false }))).toContain(
      '“Multiply” cannot be mirrored: it stretches',
    );
  });
  it('an encoder that is not whole is refused in words', () => {
    expect(refusal(() => mirrorEncoder(chain([28, 28, 1], dense(3), latent), { linked: false }))).toContain(
      'The shape of “Dense 3” is not known yet.',
    );
    expect(refusal(() => mirrorEncoder(chain([8]), { linked: false }))).toContain('There is no encoder yet');
  });
  it('a network without a Latent marks the narrowest layer first', () => {
    expect(decoderOf(mirrorEncoder(chain([784], dense(64), dense(8), dense(700)), { linked: false }), 'units')).toEqual(
      [
        ['dense', 64],
        ['dense', 784],
      ],
    );
  });
});

describe('a linked mirror', () => {
  const linked = mirrorOf([28, 28, 1], conv(32), conv(64));
  it('follows settings, and takes its name along', () => {
    const changed = setParams(linked, 'conv2d_1', { filters: 16, kernelSize: [5, 5] });
    expect(decoderOf(changed, 'filters', 'kernelSize')).toEqual([
      ['conv2dTranspose', 16, [3, 3]],
      ['conv2dTranspose', 1, [5, 5]],
    ]);
    expect(changed.graph.nodes.map(({ name }) => name)).toContain('Transpose 16');
    expect(errors(changed)).toEqual([]);
  });
  it('keeps what a person set, until the encoder changes that', () => {
    const own = setParams(linked, 'conv2dTranspose_1', { kernelSize: [7, 7], useBias: false });
    const changed = setParams(own, 'conv2d_2', { activation: 'elu', filters: 10 });
    expect(decoderOf(changed, 'kernelSize', 'useBias')[0]).toEqual(['conv2dTranspose', [7, 7], false]);
    expect(decoderOf(setParams(changed, 'conv2d_2', { kernelSize: [5, 5] }), 'kernelSize', 'useBias')[0]).toEqual([
      'conv2dTranspose',
      [5, 5],
      false,
    ]);
  });
  it('grows and shrinks with the encoder, and keeps its ids', () => {
    const longer = insertAfter(linked, 'conv2d_2', 'maxPooling2d');
    expect(decoderOf(longer, 'filters')).toEqual([
      ['upSampling2d'],
      ['zeroPadding2d'],
      ['conv2dTranspose', 32],
      ['conv2dTranspose', 1],
    ]);
    expect(errors(longer)).toEqual([]);
    const shorter = removeNodes(longer, ['conv2d_2'], { heal: true });
    expect(decoderOf(shorter, 'filters')).toEqual([['upSampling2d'], ['conv2dTranspose', 1]]);
    expect(shorter.graph.nodes.find(({ id }) => id === 'conv2dTranspose_2')?.mirrorOf).toBe('conv2d_1');
    expect(errors(shorter)).toEqual([]);
  });
  it('grows among layers of a person’s own, too', () => {
    const own = insertAfter(unlinkNode(linked, 'conv2dTranspose_2'), 'conv2dTranspose_1', 'dropout');
    const longer = insertAfter(own, 'conv2d_2', 'maxPooling2d');
    expect(decoderOf(longer).map(String)).toEqual([
      'upSampling2d',
      'zeroPadding2d',
      'conv2dTranspose',
      'dropout',
      'conv2dTranspose',
    ]);
    expect(errors(longer)).toEqual([]);
  });
  it('follows no more once unlinked', () => {
    const changed = setParams(unlinkNode(linked, 'conv2dTranspose_1'), 'conv2d_1', { filters: 8 });
    expect(decoderOf(changed, 'filters')[0]).toEqual(['conv2dTranspose', 32]);
  });

  const anyEdit = fc.oneof(
    fc
      .tuple(
        fc.nat(),
        fc.constantFrom('units', 'filters', 'strides', 'kernelSize', 'size', 'poolSize'),
        fc.integer({ min: 1, max: 4 }),
      )
      .map(([at, key, n]) => (project: Project, ids: readonly string[]): Project => {
        const id = ids[at % ids.length]!;
        const value = project.graph.nodes.find((node) => node.id === id)!.params[key];
        return value === undefined ? project : setParams(project, id, { [key]: Array.isArray(value) ? [n, n] : n });
      }),
    fc
      .tuple(
        fc.nat(),
        fc.constantFrom<LayerKind>(
          'dense',
          'conv2d',
          'maxPooling2d',
          'dropout',
          'batchNormalization',
          'flatten',
          'conv1d',
          'lstm',
          'activation',
        ),
      )
      .map(
        ([at, kind]) =>
          (project: Project, ids: readonly string[]): Project =>
            insertAfter(project, ids[at % ids.length]!, kind),
      ),
    fc.nat().map((at) => (project: Project, ids: readonly string[]): Project => {
      const inner = ids.slice(1);
      return inner.length === 0 ? project : removeNodes(project, [inner[at % inner.length]!], { heal: true });
    }),
  );
  it('passes every check after any edits of the encoder that leave it whole', () => {
    let whole = 0;
    fc.assert(
      fc.property(anyEncoder, fc.array(anyEdit, { minLength: 1, maxLength: 6 }), (encoder, edits) => {
        let project = mirrorEncoder(encoder, { linked: true });
        for (const edit of edits) {
          // A mirror of nothing leaves nothing that could follow.
          if (!project.graph.nodes.some(({ mirrorOf }) => mirrorOf !== undefined)) return;
          const { parts } = checkProject(project).partition;
          const ids = project.graph.nodes.filter(({ id }) => parts.get(id) === 'encoder').map(({ id }) => id);
          if (ids.length === 0) return;
          project = edit(project, ids);
          if (refusal(() => planMirror(project)) !== 'accepted') continue;
          whole++;
          expect(errors(project)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
    expect(whole).toBeGreaterThan(100);
  });
});
