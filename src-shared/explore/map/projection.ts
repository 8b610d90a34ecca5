/** From latents to places on the map: one way for each choice of axes. Used by the window's worker and the command line alike. */
import KDBush from 'kdbush';
import type { MapAxes } from '../latent-map.ts';
import type { PanelParams } from '../settings.ts';
import { meanOf, spreadRows, takeRows, type Between, type Latents } from './latents.ts';
import { alongBasis, principalBasis, type PrincipalBasis } from './principal.ts';
import { tsne } from './tsne.ts';
import { umap } from './umap.ts';

export type ProjectionSettings = Pick<
  PanelParams<'latentMap'>,
  'axes' | 'x' | 'y' | 'neighbours' | 'minDistance' | 'perplexity'
>;

export interface Projection {
  readonly axes: MapAxes;
  /** Rows of the latents that are on the map, ascending; null: all. */
  readonly rows: Uint32Array | null;
  /** [points, 2], to the right and upwards. */
  readonly places: Float32Array;
  /** Of kdbush, over the places. */
  readonly index: ArrayBuffer;
  /** Which latent values the axes are, counted from 0; null: none. */
  readonly values: readonly [number, number] | null;
  /** Of `pca`: the first two components; else null. */
  readonly basis: PrincipalBasis | null;
  /** Mean of all latents, [size]. */
  readonly mean: Float32Array;
}

/** Layouts of more samples than this take minutes; so many, evenly spread, stand for all. */
export const mostLaidOut: Readonly<Record<MapAxes, number>> = {
  ...{ latent: Infinity, pca: Infinity },
  umap: 20_000,
  tsne: 10_000,
};
/** Neighbours are looked for among so many principal components at most: further ones are mostly noise. */
const mostComponents = 50;
/** A layout needs some neighbours. */
const leastLaidOut = 8;

export async function project(
  latents: Latents,
  settings: ProjectionSettings,
  between: Between = () => undefined,
): Promise<Projection> {
  const axes = latents.count < leastLaidOut && settings.axes !== 'latent' ? 'pca' : settings.axes;
  const rows = spreadRows(latents.count, mostLaidOut[axes]);
  const values = axes === 'latent' ? chosenValues(latents.size, settings) : null;
  const basis = axes === 'pca' ? principalBasis(latents, 2) : null;
  const places = values
    ? columns(latents, values)
    : basis
      ? inPlane(alongBasis(latents, basis, basis.count), basis.count)
      : await layOut(takeRows(latents, rows), settings, between);
  return { axes, rows, places, index: indexOf(places), values, basis, mean: meanOf(latents) };
}

/** Counted from 0, as far as there are so many. */
const chosenValues = (size: number, { x, y }: ProjectionSettings): [number, number] => [
  Math.min(x, size) - 1,
  Math.min(y, size) - 1,
];

function columns({ count, size, values }: Latents, [x, y]: readonly [number, number]): Float32Array {
  const places = new Float32Array(count * 2);
  for (let row = 0; row < count; row++) {
    places[row * 2] = values[row * size + x]!;
    // One latent value alone is a line.
    places[row * 2 + 1] = size === 1 ? 0 : values[row * size + y]!;
  }
  return places;
}

/** [count, 2] of what may have one column only. */
const inPlane = (along: Float32Array, components: number): Float32Array =>
  components === 1 ? columns({ count: along.length, size: 1, values: along }, [0, 0]) : along;

async function layOut(latents: Latents, settings: ProjectionSettings, between: Between): Promise<Float32Array> {
  await between(0, 1, 'Turning the latents');
  const basis = principalBasis(latents, mostComponents);
  const turned = { count: latents.count, size: basis.count, values: alongBasis(latents, basis, basis.count) };
  return settings.axes === 'umap' ? umap(turned, settings, between) : tsne(turned, settings, between);
}

function indexOf(places: Float32Array): ArrayBuffer {
  const index = new KDBush(places.length / 2, 64, Float32Array);
  for (let at = 0; at < places.length; at += 2) index.add(places[at]!, places[at + 1]!);
  return index.finish().data as ArrayBuffer;
}
