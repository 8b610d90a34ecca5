/** Shortcuts as text ("Mod+Shift+Z"): matching them against key events, and showing them as the platform writes them. */

/** As much of a KeyboardEvent as is read. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export const isMac = (platform: string): boolean => /mac/i.test(platform);

const namedKeys: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: '↵',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  space: 'Space',
};

/** A shifted symbol ("?", "+") already says that Shift was held. */
const impliesShift = (key: string): boolean => key.length === 1 && !/[a-z0-9 ]/i.test(key);

/** With Alt held, a Mac's letter keys give other characters: the physical key says which letter was meant. */
function pressedKey(event: KeyPress): string {
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code ?? '')?.[1] : undefined;
  return (letter ?? (event.key === ' ' ? 'Space' : event.key)).toLowerCase();
}

/** Whether a key press is the shortcut. */
export function matchesKey(shortcut: string, event: KeyPress, mac: boolean): boolean {
  // "Mod++" is Mod and the plus key.
  const parts = shortcut.replace(/\+$/, 'Plus').split('+');
  const key = parts.at(-1)!.replace('Plus', '+').toLowerCase();
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const otherMod = mac ? event.ctrlKey : event.metaKey;
  return (
    pressedKey(event) === key &&
    mod === has('Mod') &&
    !otherMod &&
    event.altKey === has('Alt') &&
    (impliesShift(key) || event.shiftKey === has('Shift'))
  );
}

/** "⇧⌘Z" on a Mac, "Ctrl+Shift+Z" elsewhere. */
export function formatKey(shortcut: string, mac: boolean): string {
  const parts = shortcut.replace(/\+$/, 'Plus').split('+');
  const name = parts.at(-1)!.replace('Plus', '+');
  const key = namedKeys[name.toLowerCase()] ?? (name.length === 1 ? name.toUpperCase() : name);
  const modifiers = parts.slice(0, -1);
  if (!mac) return [...modifiers.map((part) => (part === 'Mod' ? 'Ctrl' : part)), key].join('+');
  const symbols: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
  const order = ['Alt', 'Shift', 'Mod'];
  return (
    order
      .filter((part) => modifiers.includes(part))
      .map((part) => symbols[part])
      .join('') + key
  );
}
