/** Short notes that pass: "Saved", "Undid: delete 3 layers", and errors that have no better place. */
import type { ThreeParts } from '#shared/problem.ts';
import { isCancelled, toThreeParts } from './three-parts.ts';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly error: ThreeParts | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const NOTE_MS = 5000;
const ERROR_MS = 12_000;

class ToastState {
  shown = $state.raw<readonly Toast[]>([]);
}
export const toasts = new ToastState();

let nextId = 1;
function add(toast: Omit<Toast, 'id'>, milliseconds: number): number {
  const id = nextId++;
  // The newest three are enough: older ones have been read or missed. The same again takes its place.
  const others = toasts.shown.filter(
    ({ text, error }) => text !== toast.text || error?.received !== toast.error?.received,
  );
  toasts.shown = [...others.slice(-2), { ...toast, id }];
  setTimeout(() => dismissToast(id), milliseconds);
  return id;
}

export function dismissToast(id: number): void {
  toasts.shown = toasts.shown.filter((toast) => toast.id !== id);
}

/** What no longer stands: an edit that was refused, once another one is made or another view is open. */
export function dismissErrors(): void {
  if (toasts.shown.some(({ error }) => error !== null))
    toasts.shown = toasts.shown.filter(({ error }) => error === null);
}

/** Another project is open: what was said of the one before is past. */
export function dismissAll(): void {
  toasts.shown = [];
}

/** The note's id, for dismissToast. */
export function showToast(text: string, action: Toast['action'] = null): number {
  return add({ text, error: null, action }, NOTE_MS);
}

/** `what` failed: "The project could not be saved". Cancelled calls are no errors and show nothing. */
export function showError(what: string, error: unknown): void {
  if (isCancelled(error)) return;
  add({ text: what, error: toThreeParts(error), action: null }, ERROR_MS);
}
