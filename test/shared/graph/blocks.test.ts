import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detachBlock,
  dissolveBlock,
  editBlock,
  makeBlock,
  previewBlock,
  removeBlock,
  renameBlock,
} from '#shared/graph/block-edits.ts';
import { checkBlock } from '#shared/graph/check-block.ts';
import { checkProject } from '#shared/graph/check.ts';
import { copyNodes, isClipboard, pasteNodes } from '#shared/graph/clipboard.ts';
import type { Project } from '#shared/graph/document.ts';
import { addNode, connectNodes, insertAfter, removeNodes, setParams } from '#shared/graph/edit.ts';
import { residualBlock } from '#shared/graph/example-blocks.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { checkIntegrity } from '#shared/graph/integrity.ts';
import { mirrorEncoder } from '#shared/graph/mirror.ts';
import { ancestorsOf } from '#shared/graph/order.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { chain, conv, dense, latent, transpose } from './chain.ts';
import { anyEncoder } from './random-encoders.ts';

const refusal = (edit: () => unknown): string => {
  try {
    edit();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'accepted';
};
const kinds = (of: Project): string[] =>
  inferGraph(of).order.map((id) => of.graph.nodes.find((n) => n.id === id)!.kind);
const outputOf = (of: Project, id: string): unknown => inferGraph(of).nodes.get(id)?.output;
const errors = (of: Project): string[] =>
  checkProject(of)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ title, received }) => `${title}: ${received}`);

/** 28 × 28 × 1 → 16 channels → a residual block → latent → back. */
const withResidual = (filters = 16): Project =>
  insertAfter(chain([28, 28, 1], conv(filters), latent, transpose(1)), 'conv2d_1', 'block');
const node = (of: Project, id: string) => of.graph.nodes.find((each) => each.id === id)!;

describe('the residual block that comes along', () => {
  it('takes the channels of where it is put, and gives back the shape', () => {
    const project = withResidual(16);
    expect(node(project, 'block_1').params).toEqual({ block: 'residual_16', repeat: 1 });
    expect(project.blocks).toEqual([residualBlock(16)]);
    expect(outputOf(project, 'block_1')).toEqual([14, 14, 16]);
    // Two convolutions of 3 × 3 × 16 × 16, one with biases; scale, centre and two averages of 16 channels.
    expect(inferGraph(project).nodes.get('block_1')!.weights).toMatchObject({
      trainable: 2 * 9 * 16 * 16 + 16 + 2 * 16,
      fixed: 2 * 16,
    });
  });

  it('follows the channels before it until somebody changes it', () => {
    const wider = setParams(withResidual(16), 'conv2d_1', { filters: 24 });
    expect(wider.blocks.map(({ id }) => id)).toEqual(['residual_24']);
    const touched = editBlock(wider, 'residual_24', (view) => setParams(view, 'activation_1', { activation: 'elu' }));
    const narrower = setParams(touched, 'conv2d_1', { filters: 8 });
    expect(narrower.blocks).toEqual(touched.blocks);
    expect(errors(narrower).join()).toContain('In “Residual block 24”, “Add”');
  });

  it('comes in the channels that each place needs', () => {
    const project = chain([28, 28, 1], conv(8), conv(16), latent);
    const twice = insertAfter(insertAfter(project, 'conv2d_1', 'block'), 'conv2d_2', 'block');
    expect(twice.graph.nodes.flatMap(({ params }) => params['block'] ?? [])).toEqual(['residual_8', 'residual_16']);
    expect(checkIntegrity(twice)).toBeNull();
  });

  it('fits once it is connected, when it was put loose on the canvas', () => {
    const loose = addNode(chain([28, 28, 3], conv(12)), 'block', { x: 0, y: 0 });
    expect(loose.blocks).toEqual([residualBlock(32)]);
    expect(connectNodes(loose, 'conv2d_1', 'block_1').blocks).toEqual([residualBlock(12)]);
  });
});

describe('inference and expansion', () => {
  it('repeats with weights of its own, and needs what it gives to fit again', () => {
    const project = makeBlock(chain([784], dense(64), latent, dense(784)), ['dense_1']);
    const once = inferGraph(project).nodes.get('block_1')!;
    const thrice = setParams(project, 'block_1', { repeat: 3 });
    const { output, weights } = inferGraph(thrice).nodes.get('block_1')!;
    expect(once.weights).toMatchObject({ trainable: 784 * 64 + 64, formula: '50,240' });
    expect(output).toEqual([64]);
    expect(weights.trainable).toBe(784 * 64 + 64 + 2 * (64 * 64 + 64));
    const strided = makeBlock(chain([5, 5, 1], conv(4, { padding: 'valid', kernelSize: [4, 4] }), latent), [
      'conv2d_1',
    ]);
    const words = errors(setParams(strided, 'block_1', { repeat: 2 })).join();
    expect(words).toContain('When “Block” comes for the second time, “Conv2D 4”');
    expect(words).toContain('1\u2009×\u20091\u2009×\u20094');
  });

  it('names every layer by where it stands, and is the same for the same project', () => {
    const project = setParams(withResidual(), 'block_1', { repeat: 2 });
    const flat = expandBlocks(project);
    expect(flat.graph.nodes.map(({ id }) => id)).toEqual([
      'input_1',
      'conv2d_1',
      'latent_1',
      'conv2dTranspose_1',
      'output_1',
      ...[1, 2].flatMap((time) =>
        ['conv2d_1', 'batchNormalization_1', 'activation_1', 'conv2d_2', 'add_1'].map((id) => `block_1/${time}/${id}`),
      ),
    ]);
    expect(flat.graph.nodes.at(-1)!.name).toBe('Block (2) › Add');
    expect(expandBlocks(flat)).toBe(flat);
    expect(expandBlocks(project)).toBe(flat);
    expect(expandBlocks(parseProject(formatProject(project), 'x')).graph).toEqual(flat.graph);
    expect(inferGraph(flat).weights).toEqual(inferGraph(project).weights);
    expect(errors(project)).toEqual([]);
    expect(errors(flat)).toEqual([]);
  });

  it('expands blocks in blocks', () => {
    const project = withResidual();
    const outer = makeBlock(project, ['conv2d_1', 'block_1'], 'Outer');
    const flat = expandBlocks(outer);
    expect(flat.graph.nodes.map(({ id }) => id)).toContain('block_2/1/block_1/1/add_1');
    expect(inferGraph(flat).weights).toEqual(inferGraph(project).weights);
    expect(inferGraph(outer).weights).toEqual(inferGraph(project).weights);
    expect(outputOf(outer, 'latent_1')).toEqual([14, 14, 16]);
  });

  it('says of a problem inside which layer of which block it is', () => {
    const broken = editBlock(withResidual(), 'residual_16', (view) => setParams(view, 'conv2d_2', { filters: 4 }));
    const [problem] = checkProject(broken).problems;
    expect(problem!.nodes[0]).toBe('block_1');
    expect(problem!.received).toContain('In “Residual block 16”, “Add”: Its inputs are');
    const loose = editBlock(withResidual(), 'residual_16', (view) => removeNodes(view, ['conv2d_1'], { heal: false }));
    expect(errors(loose).join()).toContain('“Batch normalization” is not connected');
  });

  it('refuses a block that is made of itself, however it came about', () => {
    const project = withResidual();
    const words = refusal(() => editBlock(project, 'residual_16', (view) => insertAfter(view, 'add_1', 'block')));
    expect(words).toContain('made of itself');
    const [definition] = project.blocks;
    const itself = {
      ...definition!,
      graph: { ...definition!.graph, nodes: [...definition!.graph.nodes, node(project, 'block_1')] },
    };
    const recursive = { ...project, blocks: [itself] };
    expect(checkIntegrity(recursive)).toMatchObject({ received: 'it is made of itself.' });
    expect(inferGraph(recursive).nodes.get('block_1')!.fault!.received).toContain('made of itself');
    expect(expandBlocks(recursive).graph.nodes.map(({ id }) => id)).toContain('block_1');
  });
});

describe('making and dissolving', () => {
  it('makes one block of any layers in a row, changing nothing that is computed', () => {
    let made = 0;
    fc.assert(
      fc.property(anyEncoder, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 3 }), (project, from, count, repeat) => {
        const { order } = inferGraph(project);
        const inner = order.filter((id) => !['input', 'latent'].includes(node(project, id).kind));
        if (inner.length === 0) return;
        const first = from % inner.length;
        const chosen = inner.slice(first, first + 1 + (count % (inner.length - first)));
        let block: Project;
        try {
          block = makeBlock(project, chosen);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        made++;
        const before = inferGraph(project);
        expect(checkIntegrity(block)).toBeNull();
        expect(parseProject(formatProject(block), 'x')).toEqual(block);
        expect(inferGraph(block).weights).toEqual(before.weights);
        expect(outputOf(block, before.latent!)).toEqual(outputOf(project, before.latent!));
        const flat = expandBlocks(block);
        expect(kinds(flat).toSorted()).toEqual(kinds(project).toSorted());
        expect(inferGraph(flat).weights).toEqual(before.weights);
        const id = block.graph.nodes.at(-1)!.id;
        const repeated = setParams(block, id, { repeat });
        const dissolved = dissolveBlock(repeated, id);
        expect(checkIntegrity(dissolved)).toBeNull();
        expect(kinds(dissolved).toSorted()).toEqual(kinds(expandBlocks(repeated)).toSorted());
        if (outputOf(repeated, id)) {
          expect(inferGraph(dissolved).weights).toEqual(inferGraph(repeated).weights);
          expect(inferGraph(expandBlocks(repeated)).weights).toEqual(inferGraph(repeated).weights);
          expect(outputOf(dissolved, before.latent!)).toEqual(outputOf(repeated, before.latent!));
        }
      }),
      { numRuns: 200 },
    );
    expect(made).toBeGreaterThan(60);
  });

  it('keeps the order of what merges', () => {
    const project = chain([6], dense(4), dense(5), dense(3), latent);
    const merged = connectNodes(addNode(project, 'concatenate', { x: 0, y: 0 }), 'dense_2', 'concatenate_1');
    const both = connectNodes(connectNodes(merged, 'dense_1', 'concatenate_1'), 'concatenate_1', 'dense_3');
    const block = makeBlock(both, ['dense_2']);
    const sources = block.graph.edges.filter(({ target }) => target === 'concatenate_1').map(({ source }) => source);
    expect(sources).toEqual(['block_1', 'dense_1']);
    expect(ancestorsOf(dissolveBlock(block, 'block_1').graph, 'latent_1').size).toBe(5);
  });

  it.each([
    [[], 'No layer is selected'],
    [['latent_1'], 'marks a place in the whole network'],
    [['input_1', 'dense_1'], 'marks a place'],
    [['dense_1', 'dense_3'], 'lead into the selection'],
  ] as const)('refuses %j: “%s”', (ids, words) => {
    const project = chain([6], dense(4), dense(5), dense(3), latent);
    expect(refusal(() => makeBlock(project, ids))).toContain(words);
  });

  it('refuses two ways out', () => {
    const fork = chain([6], dense(4), dense(5), latent);
    const two = connectNodes(addNode(fork, 'dense', { x: 0, y: 0 }), 'dense_1', 'dense_3');
    expect(refusal(() => makeBlock(two, ['dense_1', 'dense_2', 'dense_3']))).toContain('lead out of the selection');
  });

  it('lets mirrors of its layers go their own way', () => {
    const mirrored = mirrorEncoder(chain([16], dense(8), dense(4), latent), { linked: true });
    const block = makeBlock(mirrored, ['dense_1', 'dense_2']);
    expect(errors(block)).toEqual([]);
    expect(block.graph.nodes.filter(({ mirrorOf }) => mirrorOf !== undefined)).toEqual([]);
    expect(kinds(block).filter((kind) => kind === 'dense')).toHaveLength(2);
  });
});

describe('definitions', () => {
  const project = withResidual();

  it('are named, renamed and removed', () => {
    expect(renameBlock(project, 'residual_16', ' Skip ').blocks[0]!.name).toBe('Skip');
    expect(refusal(() => renameBlock(project, 'residual_16', ''))).toContain('empty');
    expect(refusal(() => removeBlock(project, 'residual_16'))).toContain('used by “Block”');
    expect(removeBlock(removeNodes(project, ['block_1'], { heal: true }), 'residual_16').blocks).toEqual([]);
  });

  it('change everywhere, or where they are detached', () => {
    const twice = insertAfter(project, 'block_1', 'block');
    const apart = detachBlock(twice, 'block_2');
    expect(apart.blocks.map(({ name }) => name)).toEqual(['Residual block 16', 'Residual block 16 · 2']);
    const id = node(apart, 'block_2').params['block'] as string;
    const changed = editBlock(apart, id, (view) => setParams(view, 'activation_1', { activation: 'tanh' }));
    expect(changed.blocks[0]).toEqual(residualBlock(16));
    expect(detachBlock(project, 'block_1')).toBe(project);
  });

  it('take what comes in as the shape of their Input', () => {
    expect(outputOf(previewBlock(project, 'residual_16'), 'output_1')).toEqual([14, 14, 16]);
    expect(
      refusal(() => editBlock(project, 'residual_16', (view) => insertAfter(view, 'conv2d_1', 'latent'))),
    ).toContain('“Latent” stands in it');
    expect(editBlock(project, 'residual_16', (view) => view)).toBe(project);
  });

  it('are saved, and files without any are read as before', () => {
    expect(parseProject(formatProject(project), 'x')).toEqual(project);
    const plain = chain([4], dense(2), latent);
    expect(formatProject(plain)).not.toContain('blocks');
    expect(parseProject(formatProject(plain), 'x')).toEqual(plain);
    const text = formatProject(project).replace('"block": "residual_16"', '"block": "another"');
    expect(refusal(() => parseProject(text, 'x'))).toContain('there is no block “another”');
  });

  it('come along with what is copied, under another name where theirs is taken', () => {
    const text = copyNodes(project, ['block_1']);
    expect(isClipboard(text)).toBe(true);
    expect(pasteNodes(project, text).blocks).toEqual(project.blocks);
    const empty = chain([28, 28, 1], conv(16), latent);
    expect(pasteNodes(empty, text).blocks).toEqual(project.blocks);
    const changed = editBlock(project, 'residual_16', (view) => setParams(view, 'conv2d_1', { kernelSize: [5, 5] }));
    const both = pasteNodes(changed, copyNodes(makeBlock(project, ['block_1'], 'Outer'), ['block_2']));
    expect(both.blocks.map(({ name }) => name)).toEqual(['Residual block 16', 'Residual block 16 · 2', 'Outer']);
    expect(both.blocks[2]!.graph.nodes[0]!.params['block']).toBe(both.blocks[1]!.id);
    expect(checkIntegrity(both)).toBeNull();
  });
});

describe('the inside of a block', () => {
  const project = withResidual();
  const inside = previewBlock(project, 'residual_16');

  it('is checked by itself: no latent, no data, no objective', () => {
    expect(checkBlock(inside).problems).toEqual([]);
    expect(checkBlock(inside)).toBe(checkBlock(inside));
    const odd = { ...inside, objective: { kind: 'adversarial', params: {} } };
    expect(checkBlock(odd).problems).toEqual([]);
    expect(checkBlock(odd).inference.weights).toEqual(inferGraph(inside).weights);
  });

  it('has its own problems, with fixes of its own', () => {
    const broken = removeNodes(inside, ['conv2d_1'], { heal: false });
    const problem = checkBlock(broken).problems.find(({ id }) => id === 'unconnected:batchNormalization_1')!;
    expect(problem.severity).toBe('error');
    const smaller = setParams(inside, 'conv2d_2', { filters: 8 });
    expect(checkBlock(smaller).problems.map(({ id }) => id)).toEqual(['shape:add_1']);
  });
});

describe('mirroring', () => {
  it('answers a block that keeps the shape with another of its kind', () => {
    const project = insertAfter(chain([28, 28, 1], conv(16), conv(8), latent), 'conv2d_1', 'block');
    const mirrored = mirrorEncoder(project, { linked: true });
    expect(errors(mirrored)).toEqual([]);
    const blocks = mirrored.graph.nodes.filter(({ kind }) => kind === 'block');
    expect(blocks.map(({ params }) => params['block'])).toEqual(['residual_16', 'residual_16']);
    const repeated = setParams(mirrored, 'block_1', { repeat: 3 });
    expect(repeated.graph.nodes.filter(({ kind, params }) => kind === 'block' && params['repeat'] === 3)).toHaveLength(
      2,
    );
  });

  it('refuses others in words', () => {
    const project = makeBlock(chain([28, 28, 1], conv(16), latent), ['conv2d_1']);
    expect(refusal(() => mirrorEncoder(project, { linked: false }))).toContain('only blocks that keep the shape');
  });
});
