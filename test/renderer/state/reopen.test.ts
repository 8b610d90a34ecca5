import { describe, expect, it } from 'vitest';
import { recallTab, rememberTab, type OpenTab, type TabStorage } from '../../../src-renderer/state/reopen.ts';

function storage(initial: Readonly<Record<string, string>> = {}, full = false): TabStorage {
  const kept = new Map(Object.entries(initial));
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new Error('The storage is full.');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}
const tab: OpenTab = { projectId: 'p1', name: 'Digits', path: '/projects/digits.hourglass', view: 'train', text: null };

describe('what a reloaded tab goes back to', () => {
  it('is what was remembered, and nothing once the project is closed', () => {
    const own = storage();
    rememberTab(own, tab);
    expect(recallTab(own)).toEqual(tab);
    rememberTab(own, null);
    expect(recallTab(own)).toBeNull();
  });

  it('is nothing in a new tab, or where what stands there cannot be read', () => {
    expect(recallTab(storage())).toBeNull();
    expect(recallTab(storage({ 'hourglass.open': '{"projectId":' }))).toBeNull();
    expect(recallTab(storage({ 'hourglass.open': '{"projectId":"p1","view":"nowhere"}' }))).toBeNull();
  });

  it('forgets rather than fails when the storage is full', () => {
    const own = storage({ 'hourglass.open': JSON.stringify(tab) }, true);
    rememberTab(own, { ...tab, view: 'data' });
    expect(recallTab(own)).toBeNull();
  });
});
