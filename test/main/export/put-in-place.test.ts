/** How exports get their names: whole or not at all, and never over what is a person's own. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { npyFile } from '#main/export/npy.ts';
import { putInPlace, sweepWorkshops } from '#main/export/put-in-place.ts';
import { temporaryFolder } from '../trainer/fixtures.ts';

const temporary = await temporaryFolder();
afterAll(temporary.remove);
const fresh = async (name: string): Promise<string> => {
  const folder = join(temporary.path, name);
  await mkdir(folder);
  return folder;
};
const mark = '{ "madeBy": "Hourglass" }';

test('files and folders take the place of those that were exported before', async () => {
  const folder = await fresh('replaced');
  for (const text of ['one', 'two']) {
    await putInPlace(folder, ['a.md', 'a.onnx'], async (workshop) => {
      await writeFile(join(workshop, 'a.md'), text);
      await writeFile(join(workshop, 'a.onnx'), text);
    });
    await putInPlace(folder, ['saved'], async (workshop) => {
      await mkdir(join(workshop, 'saved'));
      await writeFile(join(workshop, 'saved', 'preprocessing.json'), mark);
      await writeFile(join(workshop, 'saved', text), text);
    });
  }
  expect((await readdir(folder)).sort()).toEqual(['a.md', 'a.onnx', 'saved']);
  expect(await readFile(join(folder, 'a.onnx'), 'utf8')).toBe('two');
  expect((await readdir(join(folder, 'saved'))).sort()).toEqual(['preprocessing.json', 'two']);
});

test('what fails leaves everything as it was', async () => {
  const folder = await fresh('failed');
  await writeFile(join(folder, 'a.onnx'), 'before');
  const failing = putInPlace(folder, ['a.onnx'], async (workshop) => {
    await writeFile(join(workshop, 'a.onnx'), 'half');
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(await readdir(folder)).toEqual(['a.onnx']);
  expect(await readFile(join(folder, 'a.onnx'), 'utf8')).toBe('before');
});

test('a folder of one’s own is not replaced; a place that is not there is named', async () => {
  const folder = await fresh('own');
  await mkdir(join(folder, 'saved'));
  await writeFile(join(folder, 'saved', 'thesis.txt'), 'mine');
  const made = putInPlace(folder, ['saved'], () => Promise.reject(new Error('not even begun')));
  await expect(made).rejects.toThrow('An export replaces only what Hourglass exported before.');
  await expect(putInPlace(join(folder, 'nowhere'), ['a.onnx'], async () => undefined)).rejects.toThrow(
    'its folder does not exist',
  );
});

test('what a killed export had only begun to replace is put back', async () => {
  const folder = await fresh('killed');
  // No process has this number.
  const workshop = join(folder, '.hourglass-export-4194304999-0123456789abcdef.tmp');
  await mkdir(join(workshop, 'saved.replaced'), { recursive: true });
  await writeFile(join(workshop, 'saved.replaced', 'model'), 'before');
  await sweepWorkshops(folder);
  expect(await readdir(folder)).toEqual(['saved']);
  expect(await readFile(join(folder, 'saved', 'model'), 'utf8')).toBe('before');
});

test('arrays are NumPy files', () => {
  const file = npyFile(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  const text = new TextDecoder('latin1').decode(file.subarray(0, 128));
  expect(text.slice(1, 6)).toBe('NUMPY');
  expect(text.slice(10)).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} +\n$/);
  expect([...new Float32Array(Uint8Array.from(file.subarray(128)).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(new TextDecoder('latin1').decode(npyFile(Uint8Array.of(7), [1]).subarray(10))).toContain(
    "'|u1', 'fortran_order': False, 'shape': (1,)",
  );
});
