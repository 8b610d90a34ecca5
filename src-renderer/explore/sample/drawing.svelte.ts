/** What Sample knows at the moment: the drawn samples, what is near them, the chosen one and where it was moved. Owns no settings. */
import { untrack } from 'svelte';
import { sourceFor } from '#shared/explore/sample.ts';
import type { PanelParams } from '#shared/explore/settings.ts';
import type { ExploreInfo } from '#shared/wire/explore/info.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { LatentRanges, Neighbours } from '#shared/wire/explore/sample.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import type { CallInput, CallOutput } from '#shared/wire/studio.ts';
import { ask, startJob } from '../../state/explore.svelte.ts';
import { decodeFloats, encodeFloats } from '../bytes.ts';
import { Latest } from '../latest.svelte.ts';
import { meanOf } from './axes.ts';
import type { Group } from './groups.ts';

export type DrawSettings = Omit<CallInput<'explore:sample'>, 'subject' | 'job' | 'first'>;

/** What draws anew when it changes; the panel's other settings do not. */
export function drawnBy(info: ExploreInfo, settings: PanelParams<'sample'>): DrawSettings {
  const { components, covariance, count, seed, truncation, limit } = settings;
  return { source: sourceFor(info, settings.source), components, covariance, count, seed, truncation, limit };
}

export class Drawing {
  readonly drawn = new Latest<CallOutput<'explore:sample'>>();
  readonly neighbours = new Latest<Neighbours>();
  readonly ranges = new Latest<LatentRanges>();
  readonly live = new Latest<Pictures>();
  readonly row = new Latest<Pictures>();
  /** Of the plus and the minus group. */
  readonly means = [new Latest<Float32Array | null>(), new Latest<Float32Array | null>()] as const;
  /** A sample of the data in place of a drawn one. */
  readonly encoded = new Latest<{ readonly index: number; readonly latent: Float32Array }>();
  readonly latents = $derived(this.drawn.value === null ? null : decodeFloats(this.drawn.value.latents));
  /** Which of the drawn ones is chosen; −1: one of the data. */
  selected = $state.raw(0);
  /** Where the sliders have moved the chosen one; null: as it was. */
  edited = $state.raw<Float32Array | null>(null);
  readonly base = $derived.by(() => {
    if (this.selected < 0) return this.encoded.value?.latent ?? null;
    return this.latentOf(this.selected);
  });
  readonly latent = $derived(this.edited ?? this.base);
  /** What the drawn samples were drawn by, other than the network's weights. */
  #topic = '';

  latentOf(index: number): Float32Array | null {
    const { drawn, latents } = this;
    if (latents === null || drawn.value === null) return null;
    const { size } = drawn.value;
    const at = Math.min(index, latents.length / size - 1);
    return latents.subarray(at * size, (at + 1) * size);
  }

  select(index: number): void {
    this.selected = index;
    this.edited = null;
  }

  selectSample(index: number): void {
    this.select(-1);
    this.encoded.ask(async () => {
      const { latents } = await ask('explore:encode', { samples: [{ from: 'data', index }] });
      return { index, latent: decodeFloats(latents) };
    });
  }

  draw(settings: DrawSettings): void {
    this.#topic = JSON.stringify(settings);
    this.drawn.ask((onProgress) => startJob('explore:sample', { ...settings, first: 0 }, onProgress), this.#topic);
  }

  readNeighbours({ latents, pictures: { count } }: CallOutput<'explore:sample'>): void {
    const asked = { latents, count, nearest: 4 };
    this.neighbours.ask((onProgress) => startJob('explore:neighbours', asked, onProgress), this.#topic);
  }

  /** What is typical of the training samples; a network without their latents has no such thing. */
  readRanges({ latent }: ExploreInfo): void {
    if (isImpossible(latent)) return;
    this.ranges.ask((onProgress) => startJob('explore:latentRanges', {}, onProgress), 'ranges');
  }

  readLive(latent: Float32Array): void {
    this.live.ask(() => ask('explore:decode', { latents: encodeFloats(latent), count: 1 }));
  }

  readRow(latents: readonly Float32Array[]): void {
    const all = new Float32Array(latents.length * latents[0]!.length);
    latents.forEach((latent, at) => all.set(latent, at * latent.length));
    this.row.ask(() => ask('explore:decode', { latents: encodeFloats(all), count: latents.length }));
  }

  readMean(which: 0 | 1, group: Group | null): void {
    const mean = this.means[which];
    if (group === null) return mean.ask(() => Promise.resolve(null));
    if (group.by === 'drawn') {
      const rows = untrack(() => group.indices.flatMap((index) => this.latentOf(index) ?? []));
      return mean.ask(() => Promise.resolve(rows.length === 0 ? null : meanOf(rows)));
    }
    const samples = group.by === 'data' ? group.indices.map((index) => ({ from: 'data' as const, index })) : [];
    const asked = group.by === 'label' ? group : { by: 'samples' as const, samples };
    mean.ask(async () => decodeFloats((await ask('explore:groupMean', { group: asked })).mean));
  }
}
