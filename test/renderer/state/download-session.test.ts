import { describe, expect, it } from 'vitest';
import { UserError } from '#shared/problem.ts';
import type { DownloadInfo, StudioEvents } from '#shared/wire/studio.ts';
import { DownloadSession, noDownloads, type DownloadsSnapshot } from '../../../src-renderer/state/download-session.ts';

const info = (present: boolean): DownloadInfo => ({
  name: 'mnist',
  title: 'MNIST',
  summary: 'Digits.',
  license: 'CC BY-SA 3.0',
  citation: 'LeCun.',
  from: 'example.org',
  bytes: 100,
  samples: { train: 60_000, test: 10_000 },
  shape: [28, 28, 1],
  present,
  bytesKept: present ? 100 : 0,
});

/** A studio whose one download ends when the test says so. */
function fakeStudio() {
  let tell: (event: StudioEvents['data:downloading']) => void = () => undefined;
  let end: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | null = null;
  const asked: string[] = [];
  let refusal: Error | null = null;
  const client = {
    call: (name: string) => {
      asked.push(name);
      if (name === 'data:downloads') return Promise.resolve([info(false)]);
      if (name === 'data:removeDownload')
        return refusal === null ? Promise.resolve(info(false)) : Promise.reject(refusal);
      if (name === 'data:cancel') {
        end?.reject(new DOMException('', 'AbortError'));
        return Promise.resolve(null);
      }
      return new Promise((resolve, reject) => (end = { resolve, reject }));
    },
    on: (_name: string, listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  let snapshot: DownloadsSnapshot = noDownloads;
  const session = new DownloadSession(
    client as unknown as ConstructorParameters<typeof DownloadSession>[0],
    (next) => (snapshot = next),
    () => 'job',
  );
  return {
    session,
    asked,
    tell: (event: Parameters<typeof tell>[0]) => tell(event),
    end: () => end!,
    refuse: (error: Error | null) => (refusal = error),
    now: () => snapshot,
  };
}

describe('fetching a public dataset', () => {
  it('follows its own progress, and knows it is there at the end', async () => {
    const studio = fakeStudio();
    await studio.session.read();
    const fetched = studio.session.fetch('mnist');
    studio.tell({ job: 'other', name: 'mnist', done: 5, total: 9, secondsLeft: null });
    expect(studio.now().under).toEqual({ name: 'mnist', progress: null });
    studio.tell({ job: 'job', name: 'mnist', done: 50, total: 100, secondsLeft: 2 });
    expect(studio.now().under?.progress).toEqual({ done: 50, total: 100, secondsLeft: 2 });
    expect(await studio.session.fetch('mnist'), 'a second one meanwhile').toBe(false);
    studio.end().resolve(info(true));
    expect(await fetched).toBe(true);
    expect(studio.now()).toMatchObject({ under: null, failure: null, list: [{ present: true }] });
  });

  it('says why it failed, and nothing when it was cancelled; both can be tried again', async () => {
    const studio = fakeStudio();
    await studio.session.read();
    const failed = studio.session.fetch('mnist');
    studio.end().reject(new UserError({ received: 'No answer.', expected: 'An answer.', action: 'Try again.' }));
    expect(await failed).toBe(false);
    expect(studio.now().failure).toMatchObject({ of: 'mnist', parts: { received: 'No answer.' } });
    const cancelled = studio.session.fetch('mnist');
    expect(studio.now().failure).toBeNull();
    await studio.session.cancel();
    expect(await cancelled).toBe(false);
    expect(studio.now()).toMatchObject({ under: null, failure: null });
  });
});

it('removes one again, and says why it could not', async () => {
  const studio = fakeStudio();
  await studio.session.read();
  const fetched = studio.session.fetch('mnist');
  studio.end().resolve(info(true));
  await fetched;
  studio.refuse(new UserError({ received: 'It is in use.', expected: 'No.', action: 'Wait.' }));
  await studio.session.remove('mnist');
  expect(studio.now()).toMatchObject({
    list: [{ present: true }],
    failure: { of: 'mnist', doing: 'remove', parts: { received: 'It is in use.' } },
  });
  studio.refuse(null);
  await studio.session.remove('mnist');
  expect(studio.now()).toMatchObject({ list: [{ present: false, bytesKept: 0 }], failure: null });
});
