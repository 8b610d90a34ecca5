/** Objectives of text: padding changes nothing, losses fall, and what is written is read again. */
import { afterAll, describe, expect, test } from 'vitest';
import { prepareDataset } from '#main/data/cache.ts';
import { measureWriting } from '#main/trainer/evaluation/writing.ts';
import { strangerTable } from '#main/trainer/objectives/skip-gram.ts';
import { Session } from '#main/trainer/session.ts';
import { writeGreedily } from '#main/trainer/write.ts';
import type { Project } from '#shared/graph/document.ts';
import { endToken } from '#shared/data/tokens.ts';
import { drawTemplate } from '../../contract/templates/index.ts';
import { temporaryFolder } from './fixtures.ts';

const place = await temporaryFolder();
afterAll(place.remove);

async function open(project: Project): Promise<Session> {
  const { folder } = await prepareDataset(project.data, { cacheFolder: place.path });
  return Session.open(project, folder, 'cpu');
}

/** Few and short: what is compared does not depend on size. */
function small(id: 'date-translation' | 'funny-text' | 'text-autoencoder' | 'skip-gram', text: object = {}): Project {
  const project = drawTemplate[id](id);
  return {
    ...project,
    data: { ...project.data, limit: 64, text: { ...project.data.text, ...text } },
    training: { ...project.training, batchSize: 16 },
  };
}

describe.each(['date-translation', 'funny-text', 'text-autoencoder', 'skip-gram'] as const)('%s', (id) => {
  test('learns a batch, and shows what it makes of it', async () => {
    const session = await open(small(id));
    try {
      for await (const batch of session.reader.batches(session.split.train, 'drop')) {
        const losses: number[] = [];
        for (let step = 1; step <= 20; step++) {
          const [outputs] = await session.train(
            [batch],
            [{ learningRate: 0.01, step, position: { epochs: 0 } }],
            () => true,
          );
          losses.push(outputs!['loss']![0]!);
        }
        expect(losses.every(Number.isFinite)).toBe(true);
        expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.95);
        break;
      }
      const bytes = new Uint8Array(2 * session.dataset.sampleBytes);
      await session.dataset.read([0, 1], bytes);
      const { shown } = await session.predict(bytes, 2);
      const places = shown!.length / 4;
      const probabilities = [...shown!.subarray(places, 2 * places)];
      expect(probabilities.every((p) => p > -1.0001 && p < 1.0001)).toBe(true);
      expect([...shown!.subarray(0, places)].every((token) => Number.isInteger(token))).toBe(true);
    } finally {
      await session.close();
    }
  });
});

test('what was written ends where the end was chosen, and every choice is read before the next', async () => {
  const chosen = [
    [5, 6, endToken, 9],
    [7, endToken, 9, 9],
  ];
  const read: number[][] = [];
  const { shown } = await writeGreedily(
    async (words) => {
      read.push([...words]);
      return { shown: Float32Array.from(chosen.flatMap((text) => [...text, 0.5, 0.5, 0.5, 0.5])) };
    },
    2,
    4,
  );
  expect(read.at(-1)).toEqual([1, 5, 6, 0, 1, 7, endToken, 0]);
  expect([...shown!.subarray(0, 4)]).toEqual([5, 6, endToken, 0]);
  expect([...shown!.subarray(8, 12)]).toEqual([7, endToken, 0, 0]);
});

test('strangers are drawn by frequency to a power, reserved words never', () => {
  const table = strangerTable([0, 0, 0, 0, 81, 16, 1], 0.75);
  const share = (token: number): number => table.filter((each) => each === token).length / table.length;
  expect([4, 5, 6].map((token) => share(token))).toEqual([27, 8, 1].map((weight) => expect.closeTo(weight / 36, 3)));
});

test('longer padding changes no loss', async () => {
  const losses = await Promise.all(
    [30, 36].map(async (length) => {
      const project = small('date-translation', { length });
      const { nodes } = project.graph;
      const input = nodes.find(({ kind }) => kind === 'input')!;
      const longer = {
        ...project.graph,
        nodes: nodes.map((node) => (node === input ? { ...node, params: { shape: [length] } } : node)),
      };
      const session = await open({ ...project, graph: longer });
      try {
        for await (const batch of session.reader.batches(session.split.train, 'drop'))
          return (await session.evaluate(batch, 0))['loss']![0]!;
        throw new Error('no batch');
      } finally {
        await session.close();
      }
    }),
  );
  expect(losses[1]).toBeCloseTo(losses[0]!, 4);
});

test('what is written is measured text by text, up to its end', async () => {
  const session = await open(small('date-translation'));
  try {
    const order = Uint32Array.of(0, 1, 2, 3);
    const before = await measureWriting(session, order);
    expect(before).toMatchObject({ texts: 4, exact: 0 });
    const places = session.trainable.writes!;
    const bytes = new Uint8Array(4 * session.dataset.targetBytes);
    await session.dataset.readTargets(order, bytes);
    const wanted = new Int32Array(bytes.buffer);
    // The first text has one character wrong; what stands behind the end of the others does not count.
    const shown = new Float32Array(8 * places);
    for (let text = 0; text < 4; text++) {
      const own = wanted.subarray(text * places, (text + 1) * places);
      shown.set(own, 2 * text * places);
      if (own.indexOf(endToken) < places - 1) shown[2 * text * places + places - 1] = 9;
    }
    shown[0] = shown[0]! + 1;
    const perfect = Object.assign(Object.create(session) as Session, { predict: () => Promise.resolve({ shown }) });
    expect(await measureWriting(perfect, order)).toMatchObject({ texts: 4, exact: 0.75 });
    expect((await measureWriting(perfect, order))!.words).toBeCloseTo(1 - 1 / 40, 5);
  } finally {
    await session.close();
  }
});
