import { describe, expect, it } from 'vitest';
import { formatKey, matchesKey, type KeyPress } from '../../../src-renderer/commands/keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...held,
});

describe('matchesKey', () => {
  it.each([
    ['Mod+S', press('s', { ctrlKey: true }), false, true],
    ['Mod+S', press('s', { metaKey: true }), true, true],
    ['Mod+S', press('s', { metaKey: true }), false, false],
    ['Mod+S', press('S', { ctrlKey: true, shiftKey: true }), false, false],
    ['Mod+Shift+S', press('S', { ctrlKey: true, shiftKey: true }), false, true],
    ['?', press('?', { shiftKey: true }), false, true],
    ['/', press('/'), false, true],
    ['+', press('+', { shiftKey: true }), false, true],
    ['M', press('m'), false, true],
    ['M', press('M', { shiftKey: true }), false, false],
    ['Shift+M', press('M', { shiftKey: true }), false, true],
    ['F2', press('F2'), false, true],
    ['Delete', press('Delete'), false, true],
    ['Alt+A', press('å', { altKey: true, code: 'KeyA' }), true, true],
  ])('%s against %o (Mac: %s) is %s', (shortcut, event, mac, expected) => {
    expect(matchesKey(shortcut, event, mac)).toBe(expected);
  });
});

describe('formatKey', () => {
  it('writes a shortcut as the platform does', () => {
    expect(formatKey('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(formatKey('Mod+Shift+Z', true)).toBe('⇧⌘Z');
    expect(formatKey('Alt+ArrowLeft', false)).toBe('Alt+←');
    expect(formatKey('+', false)).toBe('+');
  });
});
