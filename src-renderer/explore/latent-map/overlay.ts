/** What is drawn on plain canvases under and over the points: lines and numbers of the axes, names of groups, lasso, marks. Owns no state. */
import { roundSteps } from '#shared/explore/map/plane.ts';
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

/** Numbers along the lower and the left edge, and what the axes are. */
export function drawNumbers(context: Context, view: View, size: Size, inks: Inks, titles: AxisTitles): void {
  const steps = stepsOf(view, size);
  const say = (text: string, x: number, y: number): void => outlined(context, text, x, y, inks.soft, inks.ground, 3);
  context.font = font(11);
  context.textAlign = 'center';
  const named = { x: size.width - 12 - context.measureText(titles.x).width, y: 84 };
  for (const x of steps.x) {
    const at = toPixel(view, size, x, 0).x;
    if (at > 24 && at < named.x - 24) say(plain(x), at, size.height - 8);
  }
  context.textAlign = 'left';
  for (const y of steps.y) {
    const at = toPixel(view, size, 0, y).y;
    if (at > 76 && at < size.height - 24) say(plain(y), 8, at + 4);
  }
  context.font = font(11, 600);
  context.textAlign = 'right';
  say(titles.x, size.width - 12, size.height - 8);
  context.textAlign = 'left';
  say(titles.y, 8, 66);
}

const plain = (value: number): string => String(value).replace('-', '−');

function outlined(
  context: Context,
  text: string,
  x: number,
  y: number,
  ink: string,
  ground: string,
  width: number,
): void {
  context.lineJoin = 'round';
  context.lineWidth = width;
  context.strokeStyle = ground;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}

export interface GroupName {
  readonly name: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

/** Names in the middles of their groups: colour is not the only sign. */
export function drawNames(context: Context, names: readonly GroupName[], { ground, text }: Inks): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { name, x, y, color } of names) {
    const short = name.length > 18 ? `${name.slice(0, 17)}…` : name;
    context.font = font(short.length <= 2 ? 15 : 12, 700);
    const half = Math.max(12, context.measureText(short).width / 2 + 8);
    context.globalAlpha = 0.92;
    context.fillStyle = ground;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(x - half, y - 12, half * 2, 24, 12);
    context.fill();
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = text;
    context.fillText(short, x, y + 1);
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
