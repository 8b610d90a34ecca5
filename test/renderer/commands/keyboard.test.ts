import { describe, expect, it } from 'vitest';
import { commands as table, type CommandId, type CommandInfo } from '../../../src-shared/commands.ts';
import { keysOf, type Command } from '../../../src-renderer/commands/command.ts';
import { commandFor, type Place } from '../../../src-renderer/commands/keyboard.ts';
import type { KeyPress } from '../../../src-renderer/commands/keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...held,
});
const command = (id: CommandId): Command => {
  const info: CommandInfo = table.find((candidate) => candidate.id === id)!;
  return { ...info, id, title: () => info.title, when: () => true, run: () => undefined };
};
const all = table.map(({ id }) => command(id));
const found = (event: KeyPress, place: Place): string | null => commandFor(event, place, all, false)?.id ?? null;

describe('commandFor', () => {
  it('leaves a text its own keys', () => {
    expect(found(press('z', { ctrlKey: true }), 'text')).toBeNull();
    expect(found(press('c'), 'text')).toBeNull();
    expect(found(press('Delete'), 'text')).toBeNull();
    expect(found(press('?', { shiftKey: true }), 'text')).toBeNull();
  });
  it('still saves and opens the palette from a text', () => {
    expect(found(press('s', { ctrlKey: true }), 'text')).toBe('file.save');
    expect(found(press('k', { ctrlKey: true }), 'text')).toBe('view.commands');
  });
  it('keeps the canvas’s keys to the canvas', () => {
    expect(found(press('Delete'), 'canvas')).toBe('edit.remove');
    expect(found(press('Delete'), 'window')).toBeNull();
    expect(found(press('/'), 'canvas')).toBe('layer.add');
    expect(found(press('z', { ctrlKey: true }), 'window')).toBe('edit.undo');
  });
  it('gives digits to Explore’s panels while that is on show, and to the canvas there', () => {
    expect(found(press('5'), 'explore')).toBe('explore.fillIn');
    expect(found(press('1'), 'canvas')).toBe('view.fit');
    expect(found(press('5'), 'window')).toBeNull();
    expect(found(press('5'), 'text')).toBeNull();
    expect(found(press('z', { ctrlKey: true }), 'explore')).toBe('edit.undo');
  });
  it('passes over what cannot be done now', () => {
    expect(
      commandFor(press('s', { ctrlKey: true }), 'window', [{ ...command('file.save'), when: () => false }], false),
    ).toBeNull();
  });
});

describe('the table of commands', () => {
  it('gives every command an id of its own and no key to two that could both be meant', () => {
    expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
    const keyed = table.flatMap((info: CommandInfo) =>
      keysOf(info).map((key) => ({ ...info, key: key.toLowerCase() })),
    );
    // The canvas and Explore are never on show together.
    const clash = keyed.filter((one, at) =>
      keyed.some(
        (other, place) =>
          place < at && other.key === one.key && (!one.where || !other.where || one.where === other.where),
      ),
    );
    expect(clash).toEqual([]);
  });
});
