import { describe, expect, it } from 'vitest';
import { boundsOf } from '#shared/graph/arrange.ts';
import {
  addLatentDiscriminator,
  addPictureDiscriminator,
  withoutDiscriminator,
} from '#shared/graph/add-discriminator.ts';
import { findRivals } from '#shared/graph/discriminator.ts';
import type { Project } from '#shared/graph/document.ts';
import { connectNodes, removeEdges } from '#shared/graph/edit.ts';
import { indexGraph } from '#shared/graph/order.ts';
import { decoderAsGenerator, ganOf, onLatent } from '../../contract/adversarial-cases.ts';
import { chain, conv, dense, latent, transpose } from './chain.ts';

const plain = chain([8], dense(4), latent, dense(8, 'sigmoid'));
const pictures = chain([28, 28, 1], conv(8), latent, transpose(1, { activation: 'sigmoid' }));

const sidesOf = (project: Project) => {
  const { rivals } = findRivals(project);
  return rivals && { real: rivals.real, generated: rivals.generated, noise: rivals.noise, latent: rivals.latent };
};

describe('real and generated', () => {
  it('are told apart by what learns, in whichever order they are connected', () => {
    expect(sidesOf(ganOf())).toEqual({ real: 'input_1', generated: 'dense_2', noise: 'noise_1', latent: null });
    const { graph } = ganOf();
    const swapped = { ...ganOf(), graph: { ...graph, edges: graph.edges.toReversed() } };
    expect(sidesOf(swapped)).toEqual(sidesOf(ganOf()));
  });

  it('may be noise and a latent, or data and what a latent decodes to', () => {
    expect(sidesOf(onLatent())).toEqual({ real: 'noise_1', generated: 'latent_1', noise: null, latent: 'latent_1' });
    expect(sidesOf(decoderAsGenerator())).toEqual({
      real: 'input_1',
      generated: 'dense_3',
      noise: null,
      latent: 'latent_1',
    });
  });

  it('part the network in two', () => {
    const { rivals } = findRivals(ganOf());
    expect([...rivals!.discriminator]).toEqual(['realOrGenerated_1', 'dense_3', 'dense_4', 'verdict_1']);
    expect([...rivals!.generator].sort()).toEqual(['dense_1', 'dense_2', 'noise_1']);
  });

  it('are asked for in words where both learn, where neither does, and where the discriminator has no beginning', () => {
    const edgeFrom = (project: Project, source: string): string =>
      project.graph.edges.find((edge) => edge.source === source && edge.target === 'realOrGenerated_1')!.id;
    const instead = (source: string, by: string): Project =>
      connectNodes(removeEdges(ganOf(), [edgeFrom(ganOf(), source)]), by, 'realOrGenerated_1');
    const both = findRivals(instead('input_1', 'dense_1')).problem;
    expect(both).toMatchObject({ id: 'rivals:sides', severity: 'error' });
    expect(both!.received).toMatch(/^Both .+ and .+ come from layers that learn\.$/);
    const neither = findRivals(instead('dense_2', 'noise_1')).problem;
    expect(neither!.received).toMatch(/^Neither .+ nor .+ comes from layers that learn\.$/);

    const start = ganOf().graph.edges.find((edge) => edge.source === 'realOrGenerated_1')!;
    expect(findRivals(removeEdges(ganOf(), [start.id])).problem).toMatchObject({ id: 'rivals:start' });
    // Nothing to say of a network without a discriminator: that it has no end is said elsewhere.
    expect(findRivals(plain)).toEqual({ rivals: null, problem: null });
  });
});

describe('a discriminator that is added', () => {
  it.each([
    ['of pictures', pictures, addPictureDiscriminator],
    ['of rows of values', plain, addPictureDiscriminator],
    ['of a latent', plain, addLatentDiscriminator],
    ['of a latent of many channels', pictures, addLatentDiscriminator],
  ])('%s changes nothing that was there and stands below it', (_, before, add) => {
    const after = add(before);
    expect(after.graph.nodes.slice(0, before.graph.nodes.length)).toEqual(before.graph.nodes);
    expect(after.graph.edges.slice(0, before.graph.edges.length)).toEqual(before.graph.edges);
    const added = after.graph.nodes.slice(before.graph.nodes.length);
    const above = boundsOf(before.graph.nodes)!;
    for (const { position } of added) expect(position.y).toBeGreaterThan(above.y + above.height);
    expect(new Set(added.map(({ position }) => position.x)).size).toBe(added.length);
    expect(findRivals(after).rivals).not.toBeNull();
    expect(withoutDiscriminator(after)).toEqual(before);
  });

  it('gives the noise the shape of the latent', () => {
    const { graph } = addLatentDiscriminator(pictures);
    const noise = graph.nodes.find(({ kind }) => kind === 'noise')!;
    expect(noise.params['shape']).toEqual([14, 14, 8]);
  });

  it('reshapes data for an output of another shape', () => {
    const flat = chain([4, 4, 1], ['flatten'], dense(4), latent, dense(16, 'sigmoid'));
    const project = addPictureDiscriminator(flat);
    const { rivals } = findRivals(project);
    expect(indexGraph(project.graph).nodes.get(rivals!.real)!.kind).toBe('flatten');
  });
});
