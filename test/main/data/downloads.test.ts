import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { create } from 'tar';
import { beforeEach, describe, expect, test } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { inspectCifar } from '#main/data/downloads/cifar.ts';
import { fetchFile, type FetchOptions } from '#main/data/downloads/fetch-file.ts';
import { downloads, type DownloadDefinition } from '#main/data/downloads/registry.ts';
import { downloadNames, type Definitions } from '#main/data/downloads/store.ts';
import { unpackMembers } from '#main/data/downloads/unpack.ts';
import { spreadSlots, type Sample } from '#main/data/format.ts';
import { createDatasets } from '#main/studio/datasets.ts';
import type { DownloadName } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { StudioEvents } from '#shared/wire/studio.ts';
import { serveDownloads, type DownloadServer } from './download-server.ts';
import { binding, freshPlace, load } from './fixtures.ts';

const place = freshPlace();
let server: DownloadServer;
beforeEach(async () => {
  server = await serveDownloads();
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (count: number, seed = 1): Buffer =>
  Buffer.from(Uint8Array.from({ length: count }, (_, i) => ((i + 7) * seed * 2654435761) >>> 24));
const never = new AbortController().signal;

test('every address has https, every file a size and a hash of its own', () => {
  const files = downloadNames.flatMap((name) => downloads[name].files);
  for (const name of downloadNames)
    for (const base of downloads[name].bases) expect(base).toMatch(/^https:\/\/[^?#]+\/$/);
  for (const { bytes, sha256: hash } of files) {
    expect(bytes).toBeGreaterThan(1000);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(files.map((file) => file.sha256)).size).toBe(files.length);
});

describe('one file', () => {
  const content = bytesOf(300_000);
  const file = { name: 'some.bin', bytes: content.length, sha256: sha256(content) };
  const target = () => join(place.data, 'some.bin');
  const fetchSome = (options: Partial<FetchOptions> = {}) =>
    fetchFile({
      ...{ addresses: [server.base], file, path: target(), signal: never, onBytes: () => undefined },
      ...options,
    });
  /** The words in brackets: what was wrong with which server. */
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(existsSync(target())).toBe(false);
    return (error as UserError).received;
  };
  beforeEach(() => server.files.set('some.bin', content));

  test('comes whole, with its progress, and leaves nothing beside', async () => {
    const seen: number[] = [];
    await fetchSome({ onBytes: (bytes) => seen.push(bytes) });
    expect(await readFile(target())).toEqual(content);
    expect(existsSync(`${target()}.part`)).toBe(false);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(content.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('goes on where a broken connection left it', async () => {
    server.instead.push((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 100_000), () => response.destroy());
      return true;
    });
    expect(await refusal(fetchSome())).toContain('127.0.0.1');
    const left = (await stat(`${target()}.part`)).size;
    expect(left).toBeGreaterThan(0);
    await fetchSome();
    expect(server.asked).toEqual(['some.bin', `some.bin from ${left}`]);
    expect(await readFile(target())).toEqual(content);
  });

  test('goes on after a cancel, which keeps what came', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    server.instead.push((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 50_000));
      return true;
    });
    const onBytes = (bytes: number): void => {
      if (bytes >= 50_000) controller.abort(reason);
    };
    await expect(fetchSome({ signal: controller.signal, onBytes })).rejects.toBe(reason);
    expect((await stat(`${target()}.part`)).size).toBe(50_000);
    await fetchSome();
    expect(server.asked.at(-1)).toBe('some.bin from 50000');
    expect(await readFile(target())).toEqual(content);
  });

  test('starts anew where a server cannot go on', async () => {
    await writeFile(`${target()}.part`, content.subarray(0, 1000));
    server.instead.push((_, response) => {
      response.writeHead(200, { 'content-length': content.length }).end(content);
      return true;
    });
    await fetchSome();
    expect(await readFile(target())).toEqual(content);
  });

  test('starts anew when what was left is of another file, or too long', async () => {
    for (const left of [bytesOf(1000, 5), bytesOf(400_000), bytesOf(300_000, 3)]) {
      await writeFile(`${target()}.part`, left);
      await fetchSome();
      expect(await readFile(target())).toEqual(content);
      await writeFile(target(), '');
    }
  });

  test('of another hash is refused and not kept', async () => {
    server.files.set('some.bin', bytesOf(content.length, 9));
    expect(await refusal(fetchSome())).toContain('SHA-256 differs');
    expect(existsSync(`${target()}.part`)).toBe(false);
  });

  test('of another size is refused before it comes', async () => {
    server.files.set('some.bin', bytesOf(content.length + 1));
    expect(await refusal(fetchSome())).toContain('300,001 bytes, which is another file');
  });

  test('that never ends is cut off', async () => {
    server.instead.push((_, response) => {
      response.writeHead(200);
      response.write(Buffer.alloc(content.length + 100_000));
      return true;
    });
    expect(await refusal(fetchSome())).toContain('more than the file has');
    expect((await stat(`${target()}.part`)).size).toBeLessThanOrEqual(content.length);
  });

  test('that a server packs on the way is taken as it was packed', async () => {
    const packed = gzipSync(content);
    const packedFile = { name: 'some.bin', bytes: packed.length, sha256: sha256(packed) };
    server.instead.push((_, response) => {
      response.writeHead(200, { 'content-length': packed.length, 'content-encoding': 'gzip' }).end(packed);
      return true;
    });
    await fetchSome({ file: packedFile });
    expect(gunzipSync(await readFile(target()))).toEqual(content);
  });

  test('is looked for at the next address', async () => {
    const second = await serveDownloads();
    second.files.set('some.bin', content);
    server.files.clear();
    await fetchSome({ addresses: [server.base, second.base] });
    expect(server.asked).toEqual(['some.bin']);
    expect(await readFile(target())).toEqual(content);
  });

  test('comes by redirects, but not by endless ones, nor without https elsewhere', async () => {
    const sendTo = (location: string) => (_: unknown, response: Parameters<DownloadServer['instead'][number]>[1]) => {
      response.writeHead(302, { location }).end();
      return true;
    };
    server.files.set('moved/some.bin', content);
    server.instead.push(sendTo('/moved/some.bin'));
    await fetchSome();
    expect(server.asked).toEqual(['some.bin', 'moved/some.bin']);

    await writeFile(join(place.data, 'other'), '');
    const path = join(place.data, 'elsewhere.bin');
    for (let i = 0; i < 6; i++) server.instead.push(sendTo('/some.bin'));
    await expect(fetchSome({ path })).rejects.toThrow('redirects more than 5 times');
    server.instead.length = 0;
    server.instead.push(sendTo('http://example.org/some.bin'));
    await expect(fetchSome({ path })).rejects.toThrow('its address has no https');
    server.instead.push(sendTo('http://'));
    await expect(fetchSome({ path })).rejects.toThrow('an address that is none');
    await expect(fetchSome({ path, addresses: ['http://example.org/'] })).rejects.toThrow('its address has no https');
  });

  test('that is not there, a server that is silent, and one that is gone are said in words', async () => {
    server.files.clear();
    expect(await refusal(fetchSome())).toContain('status 404');
    server.instead.push(() => true);
    expect(await refusal(fetchSome({ patience: 40 }))).toContain('nothing came for');
    await server.close();
    expect(await refusal(fetchSome())).toContain('it refuses the connection');
    expect(await refusal(fetchSome({ addresses: ['https://nowhere.invalid/'] }))).toContain('is this computer online?');
  });
});

describe('members of an archive', () => {
  async function archiveOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
    const source = join(place.data, 'source');
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(join(source, name, '..'), { recursive: true });
      await writeFile(join(source, name), bytes);
    }
    const path = join(place.data, 'archive.tar.gz');
    await create({ cwd: source, file: path, gzip: true }, Object.keys(files));
    return path;
  }
  const member = (name: string, bytes: number) => ({ name, bytes, path: join(place.data, name.replace('/', '-')) });

  test('are written under names of ours; the rest is not', async () => {
    const archive = await archiveOf({
      'in/a.bin': bytesOf(70_000),
      'in/b.bin': bytesOf(5, 2),
      'in/readme': bytesOf(9),
    });
    await unpackMembers(archive, [member('in/b.bin', 5), member('in/a.bin', 70_000)], never);
    expect(await readFile(join(place.data, 'in-a.bin'))).toEqual(bytesOf(70_000));
    expect(await readFile(join(place.data, 'in-b.bin'))).toEqual(bytesOf(5, 2));
    expect(existsSync(join(place.data, 'readme'))).toBe(false);
  });

  test('that are missing, of another size, or in a damaged archive are refused by name', async () => {
    const archive = await archiveOf({ 'in/a.bin': bytesOf(50) });
    await expect(unpackMembers(archive, [member('in/b.bin', 5)], never)).rejects.toThrow('it lacks “in/b.bin”');
    await expect(unpackMembers(archive, [member('in/a.bin', 49)], never)).rejects.toThrow('it lacks “in/a.bin”');
    const whole = await readFile(archive);
    await writeFile(archive, whole.subarray(0, whole.length - 40));
    await expect(unpackMembers(archive, [member('in/a.bin', 50)], never)).rejects.toThrow(UserError);
    await writeFile(archive, bytesOf(2000));
    await expect(unpackMembers(archive, [member('in/a.bin', 50)], never)).rejects.toThrow(UserError);
  });
});

describe('the studio', () => {
  /** The registry with small files of one dataset, served here. */
  function definitionsFor(name: DownloadName, contents: Readonly<Record<string, Uint8Array>>): Definitions {
    Object.entries(contents).forEach(([file, bytes]) => server.files.set(file, bytes));
    const files = Object.entries(contents).map(([file, bytes]) => ({
      ...{ name: file, bytes: bytes.length, sha256: sha256(bytes) },
    }));
    const definition: DownloadDefinition = { ...downloads[name], files, bases: [server.base] };
    return { ...downloads, [name]: definition };
  }
  function studio(definitions: Definitions) {
    const events: StudioEvents['data:downloading'][] = [];
    const datasets = createDatasets({
      ...{ cacheFolder: place.cache, downloadsFolder: place.downloads, definitions },
      emit: (_, event) => events.push(event as StudioEvents['data:downloading']),
    });
    return { events, ...datasets };
  }

  test('lists, fetches with progress, and lists as there', async () => {
    const { handlers, events, close } = studio(definitionsFor('kmnist', { a: bytesOf(2000), b: bytesOf(3000, 2) }));
    const listed = async () => (await handlers['data:downloads']({})).filter(({ present }) => present);
    expect(await listed()).toEqual([]);
    const info = await handlers['data:download']({ job: 'job', name: 'kmnist' });
    expect(info).toMatchObject({ name: 'kmnist', title: 'Kuzushiji-MNIST', bytes: 5000, present: true });
    expect(await listed()).toEqual([info]);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) expect(event).toMatchObject({ job: 'job', name: 'kmnist', total: 5000 });
    // What is there is not fetched again.
    await handlers['data:download']({ job: 'job', name: 'kmnist' });
    expect(server.asked).toEqual(['a', 'b']);
    await close();
  });

  test('two windows fetch a dataset once; one that cancels leaves it to the other', async () => {
    const { handlers, close } = studio(definitionsFor('kmnist', { a: bytesOf(2000) }));
    const one = handlers['data:download']({ job: 'one', name: 'kmnist' });
    const two = handlers['data:download']({ job: 'two', name: 'kmnist' });
    await handlers['data:cancel']({ job: 'one' });
    await expect(one).rejects.toThrow();
    expect((await two).present).toBe(true);
    expect(server.asked).toEqual(['a']);
    await close();
  });

  test('cancels, and closing ends what is under way', async () => {
    const { handlers, close } = studio(definitionsFor('kmnist', { a: bytesOf(2000) }));
    const hold = new Promise<void>((resolve) => {
      server.instead.push(() => (resolve(), true));
    });
    const fetching = handlers['data:download']({ job: 'job', name: 'kmnist' });
    fetching.catch(() => undefined);
    await hold;
    await close();
    await expect(fetching).rejects.toThrow();
    expect((await handlers['data:downloads']({})).every(({ present }) => !present)).toBe(true);
  });

  test('removes a dataset and what came of one, with the room that frees; not one on its way', async () => {
    const { handlers, close } = studio(definitionsFor('kmnist', { a: bytesOf(2000), b: bytesOf(3000, 2) }));
    expect((await handlers['data:download']({ job: 'job', name: 'kmnist' })).bytesKept).toBe(5000);
    const gone = await handlers['data:removeDownload']({ name: 'kmnist' });
    expect([gone.present, gone.bytesKept]).toEqual([false, 0]);
    expect(existsSync(join(place.downloads, 'kmnist'))).toBe(false);
    expect((await handlers['data:removeDownload']({ name: 'kmnist' })).present, 'again').toBe(false);

    const hold = new Promise<void>((resolve) => {
      server.instead.push(() => (resolve(), true));
    });
    const fetching = handlers['data:download']({ job: 'job', name: 'kmnist' });
    fetching.catch(() => undefined);
    await hold;
    await expect(handlers['data:removeDownload']({ name: 'kmnist' })).rejects.toThrow(
      'Kuzushiji-MNIST is being downloaded.',
    );
    await close();
    await expect(fetching).rejects.toThrow();
  });

  test('refuses to prepare what is not there, in words', async () => {
    const { handlers, close } = studio(downloads);
    const data = binding({ kind: 'download', name: 'mnist' });
    await expect(handlers['data:prepare']({ job: 'job', data })).rejects.toThrow('MNIST is not on this computer yet.');
    await close();
  });

  const debian = '/usr/share/datasets/fashion-mnist';
  /**
   * Debian's package has Fashion-MNIST's compressed data byte by byte, but without time and name in the gzip header, which the
   * published files have (August 31, 2017).
   */
  async function publishedFile(name: string): Promise<Buffer> {
    const body = (await readFile(join(debian, name))).subarray(10);
    const seconds = name.startsWith('train') ? 1_504_176_606 : 1_504_176_627;
    const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
    header.writeUInt32LE(seconds, 4);
    return Buffer.concat([header, Buffer.from(`${name.replace('.gz', '')}\0`), body]);
  }

  test.skipIf(!existsSync(debian))(
    'Fashion-MNIST as published: by its own hashes, train part then test part',
    async () => {
      const { files } = downloads.fashionMnist;
      for (const { name } of files) server.files.set(name, await publishedFile(name));
      const definitions = { ...downloads, fashionMnist: { ...downloads.fashionMnist, bases: [server.base] as const } };
      const { handlers, close } = studio(definitions);
      expect((await handlers['data:download']({ job: 'job', name: 'fashionMnist' })).present).toBe(true);
      const options = { cacheFolder: place.cache, downloadsFolder: place.downloads };
      const data = binding({ kind: 'download', name: 'fashionMnist' });
      const { info } = await prepareDataset(data, options);
      expect(info).toMatchObject({
        title: '70,000 pictures of Fashion-MNIST',
        samples: 70_000,
        shape: [28, 28, 1],
        parts: { train: 60_000, validation: 0, test: 10_000 },
        labels: downloads.fashionMnist.labels.map((name) => ({ name, count: 7000 })),
      });
      expect(await handlers['data:split']({ datasetId: info.id, split: data.split, validationFraction: 0.1 })).toEqual({
        train: 54_000,
        validation: 6000,
        test: 10_000,
      });
      // The first test picture is the first of the test file.
      const few = await load({ ...data, limit: 7 }, options);
      expect(few.info.parts).toEqual({ train: 6, validation: 0, test: 1 });
      const images = gunzipSync(await publishedFile('t10k-images-idx3-ubyte.gz')).subarray(16);
      expect(few.pixels[6]).toEqual([...images.subarray(0, 784)]);
      await close();
    },
  );
});

test('CIFAR-10’s records: one label, then three planes; the last file is the test’s', async () => {
  const paths: string[] = [];
  for (let i = 0; i < 6; i++) {
    const path = join(place.data, `${i}.bin`);
    const file = await open(path, 'w');
    await file.truncate(30_730_000);
    // Record 9,999: label i, red 10, green 20, blue 30.
    await file.write(
      Buffer.concat([Buffer.of(i), ...[10, 20, 30].map((value) => Buffer.alloc(1024, value))]),
      0,
      3073,
      9999 * 3073,
    );
    await file.close();
    paths.push(path);
  }
  const labelNames = downloads.cifar10.labels;
  const contents = inspectCifar(paths, { title: String, labelNames });
  expect(contents.candidates).toBe(60_000);
  const plan = await contents.plan(binding({ kind: 'download', name: 'cifar10' }), never);
  expect(plan).toMatchObject({ picture: { height: 32, width: 32, channels: 3 } });
  // The last of every file.
  const slots = { count: 6, at: (slot: number) => ({ first: slot * 10_000 + 9999, end: slot * 10_000 + 10_000 }) };
  const samples: Sample[] = [];
  for await (const sample of contents.decode(slots, plan, never)) samples.push(sample as Sample);
  expect(samples.map(({ label, part }) => [label, part])).toEqual(
    [0, 1, 2, 3, 4, 5].map((i) => [i, i === 5 ? 'test' : 'train']),
  );
  expect([...samples[3]!.values.subarray(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
  await writeFile(paths[2]!, 'short');
  const decoding = contents.decode(spreadSlots(60_000, 6), plan, never);
  await expect(
    (async () => {
      for await (const sample of decoding) expect('values' in sample).toBe(true);
    })(),
  ).rejects.toThrow('“2.bin”: it has 5 bytes');
});
