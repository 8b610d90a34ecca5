/**
 * One latent map while it is open: what is laid out, how it is coloured, where one looks, what is decoded, hovered and selected.
 * Owns this state and its asks; drawing is stage.ts's, settings are the project's.
 */
import KDBush from 'kdbush';
import type { MapPart } from '#shared/explore/latent-map.ts';
import { colorFor, coloringOf, type Coloring } from '#shared/explore/map/coloring.ts';
import { describeInverse, latentAt } from '#shared/explore/map/inverse.ts';
import { boxOf, gridOver, insideOf, type Box } from '#shared/explore/map/plane.ts';
import type { Projection } from '#shared/explore/map/projection.ts';
import { pointsOf, type MapRows, type MapScores } from '#shared/explore/map/rows.ts';
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import { explore, settingsOf, type Job } from '../../state/explore.svelte.ts';
import { lookDecoded, lookOf, type Look } from '../look.ts';
import { Latest } from '../latest.svelte.ts';
import { loadRows, loadScores } from './load-rows.ts';
import { decodeGrid, type Manifold } from './manifold.ts';
import { Projector } from './projector.ts';
import { fitBox, moved, shownBox, toPlace, zoomed, type Size, type View } from './view.ts';

export interface Shown {
  readonly rows: MapRows;
  readonly projection: Projection;
  readonly bush: KDBush;
  /** Where nearly all points lie. */
  readonly box: Box;
  readonly part: MapPart;
  /** Of the network. */
  readonly epoch: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Decoded extends Place {
  /** Counts what was asked for, so that one can tell which of many this is. */
  readonly turn: number;
  readonly latent: Float32Array;
  readonly look: Look;
}

interface Hovered {
  readonly point: number;
  readonly original: Look;
  /** Null where latents alone make no sample. */
  readonly reconstruction: Look | null;
  readonly error: number | null;
}

export type Tool = 'decode' | 'move' | 'lasso';

/** How far one can zoom, as multiples of the view that shows all. */
const zoomLimits = [0.2, 400] as const;

export class LatentMap {
  readonly layout = new Latest<Shown>();
  readonly scores = new Latest<{ readonly rows: MapRows; readonly scores: MapScores | null }>();
  readonly decoded = new Latest<Decoded>();
  readonly hovered = new Latest<Hovered>();
  readonly manifold = new Latest<Manifold>();
  tool = $state.raw<Tool>('decode');
  size = $state.raw<Size>({ width: 1, height: 1 });
  /** Groups of the legend that are switched off. */
  hidden = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a decoded picture is asked for. */
  place = $state.raw<Place | null>(null);
  /** The point under the pointer. */
  point = $state.raw<number | null>(null);
  /** Corners of a lasso that is being drawn, [corners, 2]. */
  lasso = $state.raw<readonly number[] | null>(null);
  /** Null: all is on show. */
  #view = $state.raw<View | null>(null);
  #info: () => ExploreInfo;
  readonly #projector = new Projector();
  #turns = 0;
  #rows: { readonly key: string; readonly rows: MapRows } | null = null;

  constructor(info: () => ExploreInfo) {
    this.#info = info;
  }

  readonly info = $derived.by(() => this.#info());
  readonly settings = $derived(settingsOf('latentMap'));
  readonly shown = $derived(this.layout.value);
  /** Points of the samples that are selected, ascending; null: none of them is on this map. */
  readonly selected = $derived.by((): readonly number[] | null => {
    const { shown } = this;
    const points = shown && explore.picked && pointsOf(shown.rows, shown.projection.rows, explore.picked);
    return points && points.length > 0 ? points : null;
  });
  /** Why no sample can be made of a place; null: one can. */
  readonly undecodable = $derived(isImpossible(this.info.decodes) ? this.info.decodes.impossible : null);
  readonly decodes = $derived(this.undecodable === null);
  readonly showsPictures = $derived(this.info.form.kind === 'image');
  /** A grid is of pictures: other samples are too large for its cells. */
  readonly laysGrid = $derived(this.decodes && this.showsPictures);
  /** Of the rows on show; null until they are there. */
  readonly known = $derived(this.scores.value?.rows === this.shown?.rows ? (this.scores.value?.scores ?? null) : null);
  /** What the settings ask for, or parts until its scores are there. */
  readonly coloring = $derived.by((): Coloring | null => {
    if (!this.shown) return null;
    const { rows } = this.shown;
    const names = this.info.data.labels;
    return (
      coloringOf(rows, this.known, names, this.settings) ??
      coloringOf(rows, null, names, { ...this.settings, color: 'part' })
    );
  });
  /** Whether a point's group is switched off. To be taken once where many are asked about. */
  readonly isHidden = $derived.by((): ((point: number) => boolean) => {
    const { coloring, hidden } = this;
    const rows = this.shown?.projection.rows;
    if (coloring?.kind !== 'groups' || hidden.size === 0) return () => false;
    return (point) => hidden.has(coloring.groupOf[rows?.[point] ?? point]!);
  });
  /** What a click decodes, as a sentence. */
  readonly inverse = $derived(this.shown && describeInverse(this.shown.projection, this.shown.rows.size));
  /** A layout that takes long is not made anew with every epoch: it stays until it is asked for. */
  readonly isStale = $derived(
    this.shown !== null && !this.layout.busy && this.shown.rows.version !== this.info.version,
  );
  readonly fitted = $derived(fitBox(this.shown?.box ?? { left: -1, right: 1, bottom: -1, top: 1 }, this.size));
  readonly view = $derived(this.#view ?? this.fitted);
  readonly zoom = $derived(this.view.scale / this.fitted.scale);

  /** Lays out anew what the settings and the network ask for. What is on show stays until it is there. */
  lay(): void {
    const { part, axes, x, y, neighbours, minDistance, perplexity } = this.settings;
    const { version, epoch } = this.info;
    const before = this.shown?.projection.axes;
    const key = `${version} ${part}`;
    this.layout.ask((onProgress): Job<Shown> => {
      const known = this.#rows?.key === key ? this.#rows.rows : null;
      let job: Job<unknown> | null = null;
      const result = (async () => {
        const loading = known ? null : loadRows(part, onProgress);
        job = loading;
        const rows = known ?? (await loading!.result);
        this.#rows = { key, rows };
        const settings = { axes, x, y, neighbours, minDistance, perplexity };
        const projecting = this.#projector.project(rows, settings, onProgress);
        job = projecting;
        const projection = await projecting.result;
        if (projection.axes !== before) this.fit();
        return { rows, projection, part, epoch, bush: KDBush.from(projection.index), box: boxOf(projection.places) };
      })();
      return { result, cancel: () => job?.cancel() };
    });
  }

  /** Scores take the decoder's work for every sample: only where the colours need them. */
  score(): void {
    const { shown, settings } = this;
    if (!shown || this.known || !['error', 'divergence'].includes(colorFor(shown.rows, settings.color))) return;
    const { rows } = shown;
    this.scores.ask((onProgress) => {
      const { result, cancel } = loadScores(rows, shown.part, 0, rows.count, onProgress);
      return { result: result.then((scores) => ({ rows, scores })), cancel };
    });
  }

  /** Whether a newer network is worth a layout of its own at once: not where it takes long. */
  get follows(): boolean {
    return this.settings.axes === 'latent' || this.settings.axes === 'pca';
  }

  fit(): void {
    this.#view = null;
  }

  move(byX: number, byY: number): void {
    this.#view = moved(this.view, byX, byY);
  }

  zoomBy(factor: number, around: Place = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    const [least, most] = zoomLimits.map((limit) => limit * this.fitted.scale) as [number, number];
    this.#view = zoomed(this.view, this.size, factor, around, [least, most]);
  }

  /** The row of a point. */
  rowOf(point: number): number {
    return this.shown?.projection.rows?.[point] ?? point;
  }

  /** Its number in the data, from 0. */
  sampleOf(point: number): number {
    return this.shown!.rows.samples[this.rowOf(point)]!;
  }

  /** The point nearest to a pixel, or null where none is within reach. */
  pointAt(x: number, y: number): number | null {
    if (!this.shown) return null;
    const { bush, projection } = this.shown;
    const { places } = projection;
    const at = toPlace(this.view, this.size, x, y);
    const square = (point: number): number => (places[point * 2]! - at.x) ** 2 + (places[point * 2 + 1]! - at.y) ** 2;
    const { isHidden } = this;
    const near = bush.within(at.x, at.y, 9 / this.view.scale).filter((point) => !isHidden(point));
    return near.reduce<number | null>((best, p) => (best === null || square(p) < square(best) ? p : best), null);
  }

  hover(point: number | null): void {
    if (point === this.point) return;
    this.point = point;
    if (point === null || !this.shown) return;
    const { rows, part } = this.shown;
    const row = this.rowOf(point);
    this.hovered.ask(async () => {
      const samples = [{ from: 'data' as const, index: rows.samples[row]! }];
      const latents = rows.values.slice(row * rows.size, (row + 1) * rows.size);
      const [original, reconstruction, scores] = await Promise.all([
        lookOf(this.info, samples),
        this.decodes ? lookDecoded(this.info, latents, 1) : null,
        this.known ?? (rows.scores.error ? loadScores(rows, part, row, 1, () => undefined).result : null),
      ]);
      return { point, original, reconstruction, error: scores?.error?.[this.known === scores ? row : 0] ?? null };
    });
  }

  /** Decodes a place of the plane; of places in quick succession always the newest. */
  decode(place: Place): void {
    if (!this.shown || !this.decodes) return;
    this.place = place;
    const turn = ++this.#turns;
    const { rows, projection, bush } = this.shown;
    this.decoded.ask(async () => {
      const latent = latentAt(projection, rows, bush, place.x, place.y);
      return { ...place, turn, latent, look: await lookDecoded(this.info, latent, 1) };
    });
  }

  /** Draws the decoded grid over all that is on show without zooming, or takes it away. */
  layGrid(): void {
    const { shown, fitted, size } = this;
    const { manifold, grid } = this.settings;
    if (shown && manifold && this.laysGrid)
      return this.manifold.ask((onProgress) => decodeGrid(shown, gridOver(shownBox(fitted, size), grid), onProgress));
    this.manifold.cancel();
    this.manifold.value = null;
  }

  selectNothing(): void {
    explore.picked = null;
  }

  selectInside(polygon: readonly number[]): void {
    if (!this.shown || polygon.length < 6) return;
    const { isHidden } = this;
    const { places } = this.shown.projection;
    const isInside = insideOf(polygon);
    this.#selectWhere((point) => isInside(places[point * 2]!, places[point * 2 + 1]!) && !isHidden(point));
  }

  selectGroup(group: number): void {
    const { coloring, shown } = this;
    if (!shown || coloring?.kind !== 'groups') return;
    const { rows } = shown.projection;
    this.#selectWhere((point) => coloring.groupOf[rows?.[point] ?? point] === group);
  }

  #selectWhere(isWanted: (point: number) => boolean): void {
    const { rows, projection } = this.shown!;
    const picked: number[] = [];
    for (let point = 0; point < projection.places.length / 2; point++)
      if (isWanted(point)) picked.push(rows.samples[projection.rows?.[point] ?? point]!);
    explore.picked = picked.length > 0 ? picked : null;
  }

  toggle(group: number): void {
    const hidden = new Set(this.hidden);
    if (!hidden.delete(group)) hidden.add(group);
    this.hidden = hidden;
  }

  close(): void {
    this.layout.cancel();
    this.#projector.close();
  }
}
