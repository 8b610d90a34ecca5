/** Names of saved files. */
import { expect, test } from 'vitest';
import { fileName } from '../../../src-renderer/explore/export/save.ts';

test.each([
  ['fully connected: steps.png', 'fully connected steps.png'],
  ['../../etc/passwd.csv', 'etc passwd.csv'],
  ['Ziffern – Übung.gif', 'Ziffern Übung.gif'],
  ['.png', 'png'],
  ['///.zip', 'zip'],
  ['', 'untitled'],
])('%j is saved as %j', (name, saved) => expect(fileName(name)).toBe(saved));

test('a long name keeps its extension', () => {
  const saved = fileName(`${'x'.repeat(400)}.webm`);
  expect(saved).toHaveLength(125);
  expect(saved.endsWith('.webm')).toBe(true);
});
