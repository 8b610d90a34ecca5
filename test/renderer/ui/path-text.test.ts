import { describe, expect, it } from 'vitest';
import { fullPath, parentPath } from '../../../src-renderer/ui/path-text.ts';

describe('the folder of a path', () => {
  it.each([
    ['/home/ada/digits.hourglass', '/home/ada'],
    ['/digits', '/'],
    ['C:\\work\\digits', 'C:\\work'],
    ['C:\\digits', 'C:\\'],
  ])('%s stands in %s', (path, folder) => expect(parentPath(path)).toBe(folder));
});

describe('a path as people type or paste it', () => {
  it.each([
    ['  /home/ada/  ', '/home/ada'],
    ['"/home/ada/my images"', '/home/ada/my images'],
    ['~', '/home/ada'],
    ['~/digits', '/home/ada/digits'],
    ['~other/digits', '~other/digits'],
    ['/', '/'],
    ['C:\\', 'C:\\'],
  ])('%s means %s', (text, path) => expect(fullPath(text, '/home/ada')).toBe(path));

  it('leaves "~" alone while the home folder is not known', () => expect(fullPath('~/digits', null)).toBe('~/digits'));
});
