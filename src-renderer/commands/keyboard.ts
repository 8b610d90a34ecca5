/** From a key press to the command it means. Owns the rules of when a shortcut counts. */
import { keysOf, type Command } from './command.ts';
import { matchesKey, type KeyPress } from './keys.ts';

/** Where the keyboard is: in a text, on the canvas, anywhere else while Explore is on show, or elsewhere. */
export type Place = 'text' | 'canvas' | 'explore' | 'window';

/** In a text, the text's own undo, copy and the like come first. */
const TEXT_KEYS = ['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+X', 'Mod+C', 'Mod+V', 'Mod+A'];

export function commandFor(event: KeyPress, place: Place, commands: readonly Command[], mac: boolean): Command | null {
  const textKey = TEXT_KEYS.some((key) => matchesKey(key, event, mac));
  // Typing is not commanding: in a text only Mod combinations and function keys count.
  if (place === 'text' && (textKey || !(event.ctrlKey || event.metaKey || /^F\d+$/.test(event.key)))) return null;
  return (
    commands.find(
      (command) =>
        keysOf(command).some((key) => matchesKey(key, event, mac)) &&
        (command.where === undefined || command.where === place) &&
        command.when(),
    ) ?? null
  );
}

/** Where an event's target stands. */
export function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'window';
  const input = target.closest('input, textarea, select, [contenteditable]');
  const typed =
    input !== null &&
    !(input instanceof HTMLInputElement && ['checkbox', 'radio', 'range', 'button'].includes(input.type));
  if (typed) return 'text';
  if (target.closest('[data-keys="canvas"]') !== null) return 'canvas';
  return document.querySelector('[data-keys="explore"]') === null ? 'window' : 'explore';
}

/** Listens for shortcuts in the whole window. Returns the function that ends it. */
export function listenForShortcuts(commands: readonly Command[], mac: boolean): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return;
    const command = commandFor(event, placeOf(event.target), commands, mac);
    if (command === null) return;
    event.preventDefault();
    void command.run();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}
