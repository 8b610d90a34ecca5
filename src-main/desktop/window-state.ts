/** Where the window stood when it was last closed. Owns its file; a broken one means the usual place. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileSafely } from '../files/write-safely.ts';

const whole = v.pipe(v.number(), v.safeInteger());
const schema = v.object({ x: whole, y: whole, width: whole, height: whole, maximized: v.boolean() });
export type WindowState = v.InferOutput<typeof schema>;
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallest = { width: 960, height: 600 };
const usual = { width: 1440, height: 900 };

export async function readWindowState(file: string): Promise<WindowState | null> {
  try {
    return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

export function writeWindowState(file: string, state: WindowState): Promise<void> {
  return writeFileSafely(file, JSON.stringify(state));
}

/** The place for the window: as kept where enough of it shows on a screen to be grabbed, else the usual size, centred. */
export function placeWindow(state: WindowState | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  const screen = screens[0] ?? { x: 0, y: 0, ...usual };
  const width = Math.max(smallest.width, Math.min(state?.width ?? usual.width, screen.width));
  const height = Math.max(smallest.height, Math.min(state?.height ?? usual.height, screen.height));
  const isReachable =
    state !== null &&
    screens.some(
      ({ x, y, width: across, height: down }) =>
        state.x + state.width > x + 100 && state.x < x + across - 100 && state.y >= y - 10 && state.y < y + down - 50,
    );
  return isReachable ? { x: state.x, y: state.y, width, height } : { width, height };
}
