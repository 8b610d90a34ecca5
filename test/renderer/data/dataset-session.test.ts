import { describe, expect, it } from 'vitest';
import { emptyProject, type DataBinding } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { CallName, DatasetInfo, StudioEvents } from '#shared/wire/studio.ts';
import { DatasetSession, type DatasetSnapshot } from '../../../src-renderer/state/dataset-session.ts';

const digits = emptyProject('p', 'P').data;
const inverted: DataBinding = { ...digits, image: { ...digits.image, invert: true } };
const folder: DataBinding = { ...digits, source: { kind: 'imageFolder', path: '/pictures' } };
const info = (id: string): DatasetInfo => ({
  id,
  title: 'digits',
  samples: 10,
  shape: [28, 28, 1],
  dtype: 'uint8',
  form: { kind: 'image' },
  labels: [],
  statistics: { mean: 0, standardDeviation: 1, histogram: [] },
  originalSizes: [],
  skipped: [],
  skippedCount: 0,
  bytes: 7840,
});

function fakeStudio() {
  const asked: {
    name: CallName;
    input: { job: string };
    answer: (value: unknown) => void;
    refuse: (error: unknown) => void;
  }[] = [];
  let progress: ((event: StudioEvents['data:progress']) => void) | null = null;
  const client = {
    call: (name: CallName, input: unknown) =>
      name === 'data:cancel'
        ? (cancelled.push((input as { job: string }).job), Promise.resolve(null as never))
        : new Promise<never>((resolve, reject) => {
            asked.push({
              name,
              input: input as { job: string },
              answer: resolve as (value: unknown) => void,
              refuse: reject,
            });
          }),
    on: <N extends keyof StudioEvents>(_name: N, on: (event: StudioEvents[N]) => void) => {
      progress = on as (event: StudioEvents['data:progress']) => void;
      return () => undefined;
    },
  };
  const cancelled: string[] = [];
  const snapshots: DatasetSnapshot[] = [];
  let job = 0;
  let clock = 0;
  const session = new DatasetSession(
    client,
    (snapshot) => snapshots.push(snapshot),
    () => `job-${(job += 1)}`,
    () => (clock += 500),
  );
  const until = async (count: number): Promise<void> => {
    while (asked.length < count) await Promise.resolve();
  };
  return {
    session,
    asked,
    cancelled,
    until,
    progress: (event: StudioEvents['data:progress']) => progress?.(event),
    now: () => snapshots.at(-1)!,
  };
}

describe('preparing a dataset', () => {
  it('reports progress of its own job and ends ready, knowing how long it took', async () => {
    const studio = fakeStudio();
    const prepared = studio.session.prepare(digits);
    await studio.until(1);
    studio.progress({ job: 'job-1', done: 5, total: 10, share: 0.5, secondsLeft: 2, skipped: 0 });
    studio.progress({ job: 'another', done: 9, total: 10, share: 0.5, secondsLeft: 0, skipped: 0 });
    expect(studio.now()).toMatchObject({ phase: 'preparing', progress: { done: 5 } });
    studio.asked[0]!.answer(info('a'));
    await prepared;
    expect(studio.now()).toMatchObject({ phase: 'ready', info: { id: 'a' }, of: digits, seconds: 0.5, progress: null });
  });

  it('keeps the pictures on show for other settings, not for another source', async () => {
    const studio = fakeStudio();
    const first = studio.session.prepare(digits);
    await studio.until(1);
    studio.asked[0]!.answer(info('a'));
    await first;
    void studio.session.prepare(inverted);
    await studio.until(2);
    expect(studio.now()).toMatchObject({ phase: 'preparing', info: { id: 'a' }, of: digits, wanted: inverted });
    void studio.session.prepare(folder);
    await studio.until(3);
    expect(studio.now()).toMatchObject({ phase: 'preparing', info: null, of: null });
  });

  it('cancels what is no longer wanted and ignores its late answer', async () => {
    const studio = fakeStudio();
    const first = studio.session.prepare(digits);
    await studio.until(1);
    const second = studio.session.prepare(folder);
    await studio.until(2);
    expect(studio.cancelled).toEqual(['job-1']);
    studio.asked[0]!.answer(info('late'));
    studio.asked[1]!.answer(info('right'));
    await Promise.all([first, second]);
    expect(studio.now().info!.id).toBe('right');
  });

  it('says that it was cancelled, and can be asked again', async () => {
    const studio = fakeStudio();
    void studio.session.prepare(digits);
    await studio.until(1);
    await studio.session.cancel();
    expect(studio.now().phase).toBe('cancelled');
    const again = studio.session.prepare(digits);
    await studio.until(2);
    studio.asked[1]!.answer(info('a'));
    await again;
    expect(studio.now().phase).toBe('ready');
  });

  it('does not ask again for what it holds', async () => {
    const studio = fakeStudio();
    const first = studio.session.prepare(digits);
    await studio.until(1);
    studio.asked[0]!.answer(info('a'));
    await first;
    void studio.session.prepare(inverted);
    await studio.until(2);
    await studio.session.prepare(digits);
    expect(studio.asked.length).toBe(2);
    expect(studio.now()).toMatchObject({ phase: 'ready', wanted: digits, info: { id: 'a' } });
  });

  it('fails in words', async () => {
    const studio = fakeStudio();
    const parts = { received: 'The folder is gone.', expected: 'A folder was expected.', action: 'Choose another.' };
    const prepared = studio.session.prepare(folder);
    await studio.until(1);
    studio.asked[0]!.refuse(new UserError(parts));
    await prepared;
    expect(studio.now()).toMatchObject({ phase: 'failed', error: parts });
  });

  it('has nothing to do without a source', async () => {
    const studio = fakeStudio();
    await studio.session.prepare({ ...digits, source: null });
    expect([studio.now().phase, studio.asked.length]).toEqual(['none', 0]);
  });
});
