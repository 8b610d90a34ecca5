import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { recognize } from '#main/data/recognize.ts';
import { freshPlace, idxFile, plainPng, put, ramp } from './fixtures.ts';

const place = freshPlace();
const at = (name: string): string => join(place.data, name);

test('folders of images, IDX files and projects', async () => {
  await put(at('pictures/deep/a.png'), await plainPng(2, 2, [1, 2, 3]));
  expect(await recognize(at('pictures'))).toEqual({ kind: 'imageFolder', reason: null });
  const file = idxFile([2, 3, 4], ramp(24));
  expect(await recognize(await put(at('images'), file))).toEqual({ kind: 'idx', reason: null });
  expect(await recognize(await put(at('images.gz'), gzipSync(file)))).toEqual({ kind: 'idx', reason: null });
  expect(await recognize(await put(at('mine.hourglass'), '{'))).toEqual({ kind: 'project', reason: null });
  const project = '{\n  "format": "hourglass",\n  "version": 1\n}';
  expect(await recognize(await put(at('renamed.json'), project))).toEqual({ kind: 'project', reason: null });
  expect(await recognize(await put(at('shared.zip'), 'PK\x03\x04'))).toEqual({ kind: 'package', reason: null });
  for (const [name, start] of [
    ['net.keras', 'PK\x03\x04'],
    ['net.h5', '\x89HDF'],
    ['model.json', '{"modelTopology": {}}'],
  ] as const)
    expect(await recognize(await put(at(name), start))).toEqual({ kind: 'model', reason: null });
});

test.each([
  ['a folder without images', async (path: string) => mkdir(path), /holds no images/],
  [
    'a folder named like an image',
    (path: string) => mkdir(join(path, 'a.png'), { recursive: true }),
    /“a.png” is a folder/,
  ],
  ['labels', (path: string) => put(path, idxFile([3], ramp(3))), /holds labels/],
  ['a cut IDX file', (path: string) => put(path, idxFile([3, 9, 9], ramp(3))), /truncated/],
  ['a single image', async (path: string) => put(path, await plainPng(2, 2, [1, 2, 3])), /single image/],
  ['a text', (path: string) => put(path, 'hello'), /text/],
  ['another JSON file', (path: string) => put(path, '{"a": 1}'), /text/],
  ['gzipped text', (path: string) => put(path, gzipSync('hello')), /IDX/],
  ['an empty file', (path: string) => put(path, ''), /empty/],
  ['nothing', () => Promise.resolve(), /does not exist/],
])('%s is unknown, and why', async (_, make, reason) => {
  await make(at('thing'));
  expect(await recognize(at('thing'))).toEqual({ kind: 'unknown', reason: expect.stringMatching(reason) });
});
