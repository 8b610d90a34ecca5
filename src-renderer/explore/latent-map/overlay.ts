/** What is drawn on plain canvases under and over the points: lines and numbers of the axes, names of groups, lasso, marks. Owns no state. */
import { roundSteps } from '#shared/explore/map/plane.ts';
import { placeNames } from './names.ts';
import { shownBox, toPixel, type Size, type View } from './view.ts';

export interface Inks {
  readonly grid: string;
  readonly text: string;
  readonly soft: string;
  readonly ground: string;
  readonly accent: string;
}

export interface AxisTitles {
  readonly x: string;
  readonly y: string;
}

type Context = CanvasRenderingContext2D;

const font = (size: number, weight = 400): string =>
  `${weight} ${size}px system-ui, -apple-system, "Segoe UI", sans-serif`;
/** CSS pixels between two lines, about. */
const between = 110;

function stepsOf(view: View, size: Size) {
  const { left, right, bottom, top } = shownBox(view, size);
  return {
    x: roundSteps(left, right, size.width / between),
    y: roundSteps(bottom, top, size.height / between),
  };
}

/** Fine lines at round numbers, those at 0 stronger. */
export function drawLines(context: Context, view: View, size: Size, { grid, soft }: Inks): void {
  const steps = stepsOf(view, size);
  const line = (zero: boolean, fromX: number, fromY: number, toX: number, toY: number): void => {
    context.globalAlpha = zero ? 0.45 : 1;
    context.strokeStyle = zero ? soft : grid;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  };
  context.lineWidth = 1;
  for (const x of steps.x) {
    const at = Math.round(toPixel(view, size, x, 0).x) + 0.5;
    line(x === 0, at, 0, at, size.height);
  }
  for (const y of steps.y) {
    const at = Math.round(toPixel(view, size, 0, y).y) + 0.5;
    line(y === 0, 0, at, size.width, at);
  }
  context.globalAlpha = 1;
}

/** Numbers along the lower and the left edge, and what the axes are, each on a small ground of its own: readable over points and pictures. */
export function drawNumbers(context: Context, view: View, size: Size, inks: Inks, titles: AxisTitles): void {
  const steps = stepsOf(view, size);
  const say = (text: string, x: number, y: number): void => onGround(context, text, x, y, inks);
  context.font = font(11);
  context.textAlign = 'center';
  const named = { x: size.width - 12 - context.measureText(titles.x).width };
  for (const x of steps.x) {
    const at = toPixel(view, size, x, 0).x;
    if (at > 24 && at < named.x - 24) say(plain(x), at, size.height - 8);
  }
  context.textAlign = 'left';
  for (const y of steps.y) {
    const at = toPixel(view, size, 0, y).y;
    if (at > 84 && at < size.height - 24) say(plain(y), 8, at + 4);
  }
  context.font = font(11, 600);
  context.textAlign = 'right';
  say(titles.x, size.width - 12, size.height - 8);
  context.textAlign = 'left';
  say(titles.y, 8, 66);
}

const plain = (value: number): string => String(value).replace('-', '−');

function onGround(context: Context, text: string, x: number, y: number, { soft, ground }: Inks): void {
  const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = context.measureText(text);
  context.globalAlpha = 0.85;
  context.fillStyle = ground;
  context.beginPath();
  context.roundRect(x - left - 4, y - 12, left + right + 8, 16, 4);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = soft;
  context.fillText(text, x, y);
}

export interface GroupName {
  readonly name: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
  /** Samples of the group. */
  readonly count: number;
}

const shortened = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
const nameFont = (name: string): string => font(name.length <= 2 ? 15 : 12, 700);
const nameHeight = 24;

/** Names in the middles of their groups, or beside them where another stands there: colour is not the only sign. */
export function drawNames(context: Context, names: readonly GroupName[], size: Size, { ground, text }: Inks): void {
  const placed = placeNames(
    names.map((group) => {
      const name = shortened(group.name);
      context.font = nameFont(name);
      const width = Math.max(24, context.measureText(name).width + 16);
      return { ...group, name, width, height: nameHeight, weight: group.count };
    }),
    size,
  );
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { name, x, y, width, height, color } of placed) {
    context.globalAlpha = 0.92;
    context.fillStyle = ground;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
    context.fill();
    context.stroke();
    context.globalAlpha = 1;
    context.font = nameFont(name);
    context.fillStyle = text;
    context.fillText(name, x, y + 1);
  }
  context.textBaseline = 'alphabetic';
}

/** A frame around a thumbnail, in the colour of its point. */
export function drawFrame(context: Context, x: number, y: number, side: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x - side / 2 - 1, y - side / 2 - 1, side + 2, side + 2, 3);
  context.stroke();
}

/** A ring around one point. */
export function drawRing(context: Context, x: number, y: number, radius: number, { text, ground }: Inks): void {
  for (const [ink, width] of [
    [ground, 4],
    [text, 2],
  ] as const) {
    context.strokeStyle = ink;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** Where a picture is decoded: a ring with four hairs. */
export function drawMark(context: Context, x: number, y: number, { accent, ground }: Inks): void {
  for (const [ink, width] of [
    [ground, 5],
    [accent, 2],
  ] as const) {
    context.strokeStyle = ink;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + dx * 7, y + dy * 7);
      context.lineTo(x + dx * 13, y + dy * 13);
    }
    context.stroke();
  }
}

/** A lasso, of pixels [corners, 2]. */
export function drawLasso(context: Context, corners: readonly number[], { accent }: Inks): void {
  context.beginPath();
  for (let at = 0; at < corners.length; at += 2) context.lineTo(corners[at]!, corners[at + 1]!);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = accent;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = accent;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}
