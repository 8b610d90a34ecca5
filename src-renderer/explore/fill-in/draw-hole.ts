/** Draws a picture with its hole onto a canvas: missing pixels chequered, the hole's edge in the accent. Owns no state. */
import type { Box, Mask } from '#shared/explore/mask.ts';
import type { Pictures } from '#shared/wire/explore/values.ts';
import { imageOf } from '../pixels.ts';

interface Drawn {
  readonly picture: Pictures | null;
  readonly mask: Mask;
  /** A rectangle that is not yet part of the hole. */
  readonly box: Box | null;
  readonly accent: string;
}

/** Pixels of the canvas to one square of the chequer. */
const square = 8;

/** The canvas holds a whole number of its pixels for each of the picture's. */
export function drawHole(canvas: HTMLCanvasElement, { picture, mask, box, accent }: Drawn): void {
  const context = canvas.getContext('2d')!;
  const scale = canvas.width / mask.width;
  context.imageSmoothingEnabled = false;
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (picture) {
    const small = new OffscreenCanvas(mask.width, mask.height);
    small.getContext('2d')!.putImageData(imageOf(picture, 0), 0, 0);
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
  }
  const inside = new Path2D();
  const edge = new Path2D();
  const isMissing = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.missing[y * mask.width + x] === 1;
  for (let y = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++) {
      if (!isMissing(x, y)) continue;
      const [left, top] = [x * scale, y * scale];
      inside.rect(left, top, scale, scale);
      const side = (is: boolean, ax: number, ay: number, bx: number, by: number): void => {
        if (is) return;
        edge.moveTo(left + ax * scale, top + ay * scale);
        edge.lineTo(left + bx * scale, top + by * scale);
      };
      side(isMissing(x - 1, y), 0, 0, 0, 1);
      side(isMissing(x + 1, y), 1, 0, 1, 1);
      side(isMissing(x, y - 1), 0, 0, 1, 0);
      side(isMissing(x, y + 1), 0, 1, 1, 1);
    }
  context.fillStyle = chequer(context);
  context.fill(inside);
  context.strokeStyle = accent;
  context.lineWidth = 2;
  context.stroke(edge);
  if (box) {
    context.setLineDash([6, 4]);
    context.strokeRect(box.x * scale, box.y * scale, box.width * scale, box.height * scale);
    context.setLineDash([]);
  }
}

function chequer(context: CanvasRenderingContext2D): CanvasPattern {
  const tile = new OffscreenCanvas(square * 2, square * 2);
  const paint = tile.getContext('2d')!;
  paint.fillStyle = '#8a8a99';
  paint.fillRect(0, 0, square * 2, square * 2);
  paint.fillStyle = '#a6a6b4';
  paint.fillRect(0, 0, square, square);
  paint.fillRect(square, square, square, square);
  return context.createPattern(tile, 'repeat')!;
}
