/** Draws a latent map onto its three canvases, at most once a frame: lines under the points, the points, names and marks over them. */
import { colorOfRow } from '#shared/explore/map/coloring.ts';
import { middlesOfGroups } from '#shared/explore/map/plane.ts';
import { ask } from '../../state/explore.svelte.ts';
import { resolveColor } from '../../ui/theme.ts';
import { axisTitles } from './axis-titles.ts';
import type { LatentMap, Shown } from './latent-map.svelte.ts';
import {
  drawFrame,
  drawLasso,
  drawLines,
  drawMark,
  drawNames,
  drawNumbers,
  drawRing,
  type GroupName,
  type Inks,
} from './overlay.ts';
import { PointsLayer } from './points-layer.ts';
import { chooseThumbnails, estimateInside, showsThumbnails, thumbnailSide, Thumbnails } from './thumbnails.ts';
import { pointRadius, shownBox, toPixel, type Size } from './view.ts';

export interface Canvases {
  readonly under: HTMLCanvasElement;
  readonly points: HTMLCanvasElement;
  readonly over: HTMLCanvasElement;
}

/** Milliseconds that points take from where they were to where they are. */
const movement = 150;
/** 0 to 255: of points that are not among the selected ones. */
const faint = 40;

export class Stage {
  readonly #map: LatentMap;
  readonly #canvases: Canvases;
  readonly #layer: PointsLayer;
  readonly #thumbnails: Thumbnails;
  #inks: Inks | null = null;
  #shown: Shown | null = null;
  #middles: Float32Array | null = null;
  #movedAt = -Infinity;
  #frame = 0;

  /** Throws a UserError where the window has no WebGL. */
  constructor(map: LatentMap, canvases: Canvases) {
    this.#map = map;
    this.#canvases = canvases;
    this.#layer = new PointsLayer(canvases.points, () => this.schedule());
    this.#thumbnails = new Thumbnails(
      (samples) => ask('explore:pictures', { samples: samples.map((index) => ({ from: 'data', index })) }),
      () => this.schedule(),
    );
  }

  /** Points move from where they were, unless it is another kind of map. */
  setShown(shown: Shown | null): void {
    const before = this.#shown;
    this.#shown = shown;
    if (!shown) return;
    const { places, axes } = shown.projection;
    const follows = before?.projection.axes === axes && before.projection.places.length === places.length;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#layer.setPlaces(follows ? before.projection.places : places, places);
    this.#movedAt = follows && !calm ? performance.now() : -Infinity;
    this.schedule();
  }

  setColors(): void {
    const { coloring, selected, isHidden, shown } = this.#map;
    if (!coloring || !shown) return;
    const { places, rows } = shown.projection;
    const count = places.length / 2;
    const colors = new Uint8Array(count * 4);
    const colorOf = colorOfRow(coloring);
    for (let point = 0; point < count; point++) {
      const row = rows === null ? point : rows[point]!;
      const [red, green, blue] = colorOf(row);
      colors[point * 4] = red;
      colors[point * 4 + 1] = green;
      colors[point * 4 + 2] = blue;
      colors[point * 4 + 3] = isHidden(point) ? 0 : selected ? faint : 255;
    }
    for (const point of selected ?? []) if (colors[point * 4 + 3] !== 0) colors[point * 4 + 3] = 255;
    this.#layer.setColors(colors);
    this.schedule();
  }

  /** Where the names of the groups stand, unless these are no groups. */
  setGroups(): void {
    const { coloring, shown } = this.#map;
    this.#middles = null;
    if (coloring?.kind !== 'groups' || !shown) return;
    const { places, rows } = shown.projection;
    const { groupOf } = coloring;
    const ofPoint = rows === null ? groupOf : Uint16Array.from(rows, (row) => groupOf[row]!);
    this.#middles = middlesOfGroups(places, ofPoint, Math.max(-1, ...coloring.groups.map(({ id }) => id)) + 1);
    this.schedule();
  }

  setGrid(): void {
    const { value } = this.#map.manifold;
    this.#layer.setGrid(value?.canvas ?? null, value?.box ?? null);
    this.schedule();
  }

  /** Another theme: colours are read anew. */
  repaint(): void {
    this.#inks = null;
    this.schedule();
  }

  schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint(this.#canvases, devicePixelRatio);
    });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#layer.close();
  }

  /** As it stands, at twice the size. */
  picture(): HTMLCanvasElement {
    const { width, height } = this.#map.size;
    const whole = Object.assign(document.createElement('canvas'), { width: width * 2, height: height * 2 });
    const context = whole.getContext('2d')!;
    context.fillStyle = this.#ink().ground;
    context.fillRect(0, 0, whole.width, whole.height);
    // Read in the same task in which it was drawn: WebGL keeps no picture any longer.
    this.#paint(this.#canvases, 2);
    for (const canvas of [this.#canvases.under, this.#canvases.points, this.#canvases.over])
      context.drawImage(canvas, 0, 0);
    this.schedule();
    return whole;
  }

  #ink(): Inks {
    return (this.#inks ??= {
      grid: resolveColor('grid'),
      text: resolveColor('text'),
      soft: resolveColor('soft'),
      ground: resolveColor('canvas'),
      accent: resolveColor('accent'),
    });
  }

  #paint({ under, over }: Canvases, ratio: number): void {
    const { view, size, zoom } = this.#map;
    const shown = this.#shown;
    const inks = this.#ink();
    const part = Math.min(1, (performance.now() - this.#movedAt) / movement);
    const radius = pointRadius((shown?.projection.places.length ?? 0) / 2, zoom);
    const ground = inks.ground.match(/[\d.]+/g)!.map(Number);
    const ring = [ground[0]! / 255, ground[1]! / 255, ground[2]! / 255] as const;
    this.#layer.draw({ view, size, ratio, radius, part: 1 - (1 - part) ** 3, ring });
    const below = cleared(under, size, ratio);
    const above = cleared(over, size, ratio);
    if (!shown) return;
    const titles = axisTitles(shown.projection);
    if (titles) drawLines(below, view, size, inks);
    this.#paintThumbnails(above, shown);
    if (titles) drawNumbers(above, view, size, inks, titles);
    if (zoom < 3) drawNames(above, this.#names(), size, inks);
    this.#paintMarks(above, shown, radius, inks);
    if (part < 1) this.schedule();
  }

  #names(): readonly GroupName[] {
    const { coloring, hidden, view, size } = this.#map;
    if (coloring?.kind !== 'groups' || !this.#middles || this.#map.settings.color !== 'label') return [];
    const middles = this.#middles;
    return coloring.groups
      .filter(({ id }) => !hidden.has(id) && Number.isFinite(middles[id * 2]))
      .map(({ id, name, color, count }) => ({
        name,
        color,
        count,
        ...toPixel(view, size, middles[id * 2]!, middles[id * 2 + 1]!),
      }));
  }

  #paintThumbnails(context: CanvasRenderingContext2D, { rows, projection, bush }: Shown): void {
    const { view, size, zoom, coloring } = this.#map;
    const box = shownBox(view, size);
    const area = size.width * size.height;
    // Looking for all that are in view takes long where they are many: first a guess.
    if (!coloring || !showsThumbnails(zoom, estimateInside(projection.places, box) / 2, area)) return;
    const { isHidden } = this.#map;
    const inView = bush.range(box.left, box.bottom, box.right, box.top).filter((point) => !isHidden(point));
    if (!showsThumbnails(zoom, inView.length, area)) return;
    const chosen = chooseThumbnails(inView, projection.places, view.scale);
    const colorOf = colorOfRow(coloring);
    this.#thumbnails.want(chosen.map((point) => rows.samples[this.#map.rowOf(point)]!));
    for (const point of chosen) {
      const row = this.#map.rowOf(point);
      const { x, y } = toPixel(view, size, projection.places[point * 2]!, projection.places[point * 2 + 1]!);
      if (this.#thumbnails.draw(context, rows.samples[row]!, x, y))
        drawFrame(context, x, y, thumbnailSide, `rgb(${colorOf(row).join(' ')})`);
    }
  }

  #paintMarks(context: CanvasRenderingContext2D, { projection }: Shown, radius: number, inks: Inks): void {
    const { view, size, point, place, lasso } = this.#map;
    const pixel = (x: number, y: number) => toPixel(view, size, x, y);
    if (place) {
      const { x, y } = pixel(place.x, place.y);
      drawMark(context, x, y, inks);
    }
    if (point !== null && point * 2 < projection.places.length) {
      const { x, y } = pixel(projection.places[point * 2]!, projection.places[point * 2 + 1]!);
      drawRing(context, x, y, radius + 3, inks);
    }
    if (!lasso) return;
    const corners = lasso.map((value, at) => (at % 2 === 0 ? pixel(value, 0).x : pixel(0, value).y));
    drawLasso(context, corners, inks);
  }
}

function cleared(canvas: HTMLCanvasElement, { width, height }: Size, ratio: number): CanvasRenderingContext2D {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext('2d')!;
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  return context;
}
