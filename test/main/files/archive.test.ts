import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive, type ArchiveLimits } from '#main/files/read-archive.ts';
import { writeArchive } from '#main/files/write-archive.ts';
import { UserError } from '#shared/problem.ts';
import { temporaryFolder } from '../trainer/fixtures.ts';
import { buildZip, type ZipFileSpec } from './zip.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => void (temporary = await temporaryFolder()));
afterAll(() => temporary.remove());

const megabyte = 1024 ** 2;
const limits: ArchiveLimits = { entries: 50, bytes: 300 * megabyte, growth: 100 };

let made = 0;
async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(temporary.path, `${(made += 1)}.zip`);
  await writeFile(path, bytes);
  return path;
}

/** Opens and unpacks all of it, as an importer does: under names of its own. */
async function unpack(path: string): Promise<Record<string, string>> {
  const folder = `${path}.d`;
  await mkdir(folder);
  const archive = await openArchive(path, limits);
  try {
    const found: Record<string, string> = {};
    for (const [index, { name }] of archive.entries.entries()) {
      await archive.extract(name, join(folder, `${index}`));
      found[name] = await readFile(join(folder, `${index}`), 'latin1');
    }
    return found;
  } finally {
    archive.close();
  }
}

const refusal = async (bytes: Uint8Array): Promise<UserError> => {
  const path = await fileOf(bytes);
  const error: unknown = await unpack(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain(path.slice(temporary.path.length + 1));
  return error as UserError;
};

test('what is written is read again, packed and stored', async () => {
  const source = join(temporary.path, 'weights.safetensors');
  const weights = Buffer.alloc(3 * megabyte, 'weights');
  await writeFile(source, weights);
  const path = join(temporary.path, 'whole.zip');
  const progress: number[] = [];
  await writeArchive(
    path,
    [
      { name: 'a/text.json', from: Buffer.from('{"a":1}') },
      { name: 'b/weights.safetensors', from: { path: source, bytes: weights.length } },
    ],
    { onProgress: (done) => progress.push(done) },
  );
  expect(await unpack(path)).toEqual({ 'a/text.json': '{"a":1}', 'b/weights.safetensors': weights.toString('latin1') });
  expect(progress.at(-1)).toBe(7 + weights.length);
});

test('a file that is not there, or a cancelled write, leaves the old archive and nothing else', async () => {
  const folder = join(temporary.path, 'kept');
  await mkdir(folder);
  const path = join(folder, 'kept.zip');
  await writeFile(path, 'old');
  const missing = { name: 'a.png', from: { path: join(folder, 'none.png'), bytes: 4 } };
  await expect(writeArchive(path, [missing])).rejects.toThrow('“none.png” cannot be read');
  const cancelled = AbortSignal.abort();
  const text = { name: 'a.json', from: Buffer.alloc(megabyte) };
  await expect(writeArchive(path, [text], { signal: cancelled })).rejects.toThrow(/abort/i);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['kept.zip']);
});

test('a good archive of other programs is read: folders, no Unix modes, packed data', async () => {
  const files: ZipFileSpec[] = [
    { name: 'a/', mode: 0o040755 },
    { name: 'a/b.txt', data: 'hello '.repeat(1000), deflate: true, mode: 0 },
    { name: 'ü.txt', data: 'x' },
  ];
  expect(await unpack(await fileOf(buildZip(files)))).toEqual({ 'a/b.txt': 'hello '.repeat(1000), 'ü.txt': 'x' });
});

const outside = 'would lie outside';
const bad: readonly (readonly [what: string, files: readonly ZipFileSpec[], words: string | RegExp])[] = [
  ['a way up', [{ name: '../a.txt' }], outside],
  ['a way up in the middle', [{ name: 'runs/../../a.txt' }], outside],
  ['an absolute name', [{ name: '/etc/passwd' }], outside],
  ['a drive letter', [{ name: 'C:/a.txt' }], outside],
  ['a back slash', [{ name: '..\\a.txt' }], outside],
  ['a link', [{ name: 'a', data: '/etc/passwd', mode: 0o120777 }], 'is a link'],
  ['a device', [{ name: 'a', mode: 0o020666 }], 'is no ordinary file'],
  ['an encrypted file', [{ name: 'a', data: 'xxxxxxxxxxxxxxxx', flags: 0x0801 }], /encrypted|damaged/],
  ['another packing', [{ name: 'a', data: 'x', method: 14 }], 'is packed in a way that is not read here'],
  ['a name twice', [{ name: 'a' }, { name: 'a' }], 'stands in it twice'],
  ['a name twice but for its case', [{ name: 'run.json' }, { name: 'Run.JSON' }], 'stands in it twice'],
  ['a wrong checksum', [{ name: 'a', data: 'x', checksum: 7 }], 'does not match its checksum'],
  ['less than it says', [{ name: 'a', data: 'x'.repeat(99), deflate: true, size: 200 }], 'another size'],
  ['more than it says', [{ name: 'a', data: 'x'.repeat(999), deflate: true, size: 200 }], 'another size'],
  ['a stored size that lies', [{ name: 'a', data: 'x', size: 200 }], /size|damaged/],
  ['no packed data', [{ name: 'a', data: 'not deflated at all', method: 8, size: 100 }], 'damaged'],
  ['data past the end', [{ name: 'a', data: 'x', size: 5000, packedSize: 5000 }], /overlap|damaged/],
  ['too many files', Array.from({ length: 51 }, (_, index) => ({ name: `${index}` })), 'at most 50 are taken'],
];

test.each(bad)('%s is refused in words', async (_what, files, words) => {
  const { message, received, expected, action } = await refusal(buildZip(files));
  expect(message).toMatch(words);
  for (const part of [received, expected, action]) expect(part.length).toBeGreaterThan(10);
});

test('more than the most is refused', async () => {
  const files = ['a', 'b'].map((name) => ({ name, data: Buffer.alloc(600) }));
  const path = await fileOf(buildZip(files));
  await expect(openArchive(path, { ...limits, bytes: 1000 })).rejects.toThrow('the most that is taken');
  (await openArchive(path, { ...limits, bytes: 1200 })).close();
});

test('a bomb is refused before anything is unpacked, also one whose files overlap', async () => {
  const zeros = Buffer.alloc(70 * megabyte);
  const bomb = await refusal(buildZip([{ name: 'a', data: zeros, deflate: true }]));
  expect(bomb.message).toContain('more than 100 times as large');
  const large = Buffer.alloc(40_000, 'abcdefghijk');
  const one: ZipFileSpec = { name: '0', data: large };
  const overlapping = Array.from({ length: 40 }, (_, index) => ({ ...one, name: `${index}`, offset: 0 }));
  // One body, forty entries: nothing but the directory grows.
  const archive = buildZip(overlapping);
  const body = buildZip([one]);
  const directory = archive.subarray(archive.length - 22 - archive.readUInt32LE(archive.length - 10));
  const start = body.length - 22 - body.readUInt32LE(body.length - 10);
  const small = Buffer.concat([body.subarray(0, start), directory]);
  small.writeUInt32LE(start, small.length - 6);
  expect((await refusal(small)).message).toContain('overlap');
});

test('cut off anywhere, or with any byte changed, it is refused in words or read as it was', async () => {
  const files = [
    { name: 'hourglass-package.json', data: '{"format":"x"}', deflate: true },
    { name: 'runs/a/run.json', data: JSON.stringify({ a: 'b'.repeat(50) }) },
  ];
  const whole = buildZip(files);
  const good = await unpack(await fileOf(whole));
  for (let length = 0; length < whole.length; length += 7) await refusal(whole.subarray(0, length));
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x5a;
    const result = await unpack(await fileOf(changed)).catch((error: unknown) => error);
    // Times, comments and such say nothing about the contents; a changed name is another name.
    if (result instanceof UserError) continue;
    expect(Object.values(result as object)).toEqual(Object.values(good));
  }
});

test('nothing is written through a link that waits where a file should come', async () => {
  const path = await fileOf(buildZip([{ name: 'a', data: 'bad' }]));
  const victim = join(temporary.path, 'victim');
  await writeFile(victim, 'as it was');
  await symlink(victim, join(temporary.path, 'trap'));
  const archive = await openArchive(path, limits);
  await expect(archive.extract('a', join(temporary.path, 'trap'))).rejects.toBeInstanceOf(UserError);
  archive.close();
  expect(await readFile(victim, 'utf8')).toBe('as it was');
});
