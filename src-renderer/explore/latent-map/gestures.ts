/** What pointer, wheel and keys do on the map: decode, move, zoom, lasso. Owns the gesture under way; the map owns what comes of it. */
import type { Attachment } from 'svelte/attachments';
import type { LatentMap } from './latent-map.svelte.ts';
import { toPlace } from './view.ts';

type Gesture = 'decode' | 'move' | 'lasso';

const [step, fine] = [56, 10];
const zoomStep = 1.4;
/** Pixels between two corners of a lasso. */
const stride = 3;

export function gestures(map: LatentMap): Attachment<HTMLElement> {
  return (element) => {
    let under: { readonly gesture: Gesture; x: number; y: number } | null = null;
    let spaceIsDown = false;

    const at = (event: MouseEvent): { x: number; y: number } => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const placeAt = ({ x, y }: { x: number; y: number }) => toPlace(map.view, map.size, x, y);
    const gestureOf = ({ button, shiftKey }: PointerEvent): Gesture | null => {
      if (button === 1 || button === 2 || spaceIsDown) return 'move';
      if (button !== 0) return null;
      return shiftKey ? 'lasso' : map.tool;
    };

    const down = (event: PointerEvent): void => {
      const gesture = gestureOf(event);
      if (gesture === null || !map.shown) return;
      element.setPointerCapture(event.pointerId);
      under = { gesture, ...at(event) };
      map.hover(null);
      if (gesture === 'decode') map.decode(placeAt(under));
      if (gesture === 'lasso') map.lasso = [placeAt(under).x, placeAt(under).y];
    };
    const move = (event: PointerEvent): void => {
      const now = at(event);
      if (!under) return map.hover(map.pointAt(now.x, now.y));
      if (under.gesture === 'move') map.move(now.x - under.x, now.y - under.y);
      else if (under.gesture === 'decode') map.decode(placeAt(now));
      else {
        if (Math.hypot(now.x - under.x, now.y - under.y) < stride) return;
        map.lasso = [...(map.lasso ?? []), placeAt(now).x, placeAt(now).y];
      }
      Object.assign(under, now);
    };
    const up = (): void => {
      if (under?.gesture === 'lasso' && map.lasso) map.selectInside(map.lasso);
      map.lasso = null;
      under = null;
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      map.zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), at(event));
    };

    const key = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = actionOf(event);
      if (!act) return;
      act();
      event.preventDefault();
      event.stopPropagation();
    };
    const actionOf = ({ key, shiftKey }: KeyboardEvent): (() => void) | null => {
      const arrows: Readonly<Record<string, readonly [number, number]>> = {
        ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
      };
      const arrow = arrows[key];
      if (arrow && shiftKey) return () => moveMark(map, arrow[0] * fine, arrow[1] * fine);
      if (arrow) return () => map.move(-arrow[0] * step, -arrow[1] * step);
      switch (key) {
        case '+':
        case '=':
          return () => map.zoomBy(zoomStep);
        case '-':
          return () => map.zoomBy(1 / zoomStep);
        case '0':
          return () => map.fit();
        case 'Enter':
          return () => moveMark(map, 0, 0);
        case 'Escape':
          return () => {
            map.selectNothing();
            map.place = null;
          };
        case ' ':
          return () => (spaceIsDown = true);
        default:
          return null;
      }
    };
    const keyUp = ({ key }: KeyboardEvent): void => {
      if (key === ' ') spaceIsDown = false;
    };

    const ends = new AbortController();
    const on = { signal: ends.signal };
    element.addEventListener('pointerdown', down, on);
    element.addEventListener('pointermove', move, on);
    element.addEventListener('pointerup', up, on);
    element.addEventListener('pointercancel', up, on);
    element.addEventListener('pointerleave', () => under ?? map.hover(null), on);
    element.addEventListener('contextmenu', (event) => event.preventDefault(), on);
    element.addEventListener('wheel', wheel, { ...on, passive: false });
    element.addEventListener('keydown', key, on);
    element.addEventListener('keyup', keyUp, on);
    element.addEventListener('blur', () => (spaceIsDown = false), on);
    return () => ends.abort();
  };
}

/** Decodes beside where it was decoded last, by pixels; at first in the middle of what is on show. */
function moveMark(map: LatentMap, byX: number, byY: number): void {
  const { view, place } = map;
  const from = place ?? view;
  map.decode({ x: from.x + byX / view.scale, y: from.y - byY / view.scale });
}
