import { describe, expect, it, vi } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DeviceMeasurement } from '#shared/wire/devices.ts';
import type { CallName, StudioClient, StudioEvents } from '#shared/wire/studio.ts';
import { DeviceSession, nothingKnown, type DevicesSnapshot } from '../../../src-renderer/state/device-session.ts';

const project = emptyProject('p', 'P');
const measurement = (measuredAt: number): DeviceMeasurement => ({ measuredAt, speeds: [], fastest: null });

/** A studio that answers when the test says so. */
function open() {
  const asked: { name: CallName; input: unknown; answer: (value: unknown) => void; refuse: (error: Error) => void }[] =
    [];
  let progress: ((event: StudioEvents['device:measuring']) => void) | undefined;
  const client = {
    call: (name: CallName, input: unknown) =>
      new Promise((answer, refuse) => asked.push({ name, input, answer, refuse })),
    on: (_name: string, listener: never) => {
      progress = listener;
      return () => undefined;
    },
  } as unknown as Pick<StudioClient, 'call' | 'on'>;
  let snapshot: DevicesSnapshot = nothingKnown;
  let jobs = 0;
  const session = new DeviceSession(
    client,
    (next) => (snapshot = next),
    () => `job-${++jobs}`,
  );
  return {
    session,
    asked,
    progress: (event: StudioEvents['device:measuring']) => progress?.(event),
    get snapshot() {
      return snapshot;
    },
  };
}

describe('the list', () => {
  it('is asked for once at a time, and anew when wanted', async () => {
    const studio = open();
    const first = studio.session.look();
    void studio.session.look();
    expect(studio.asked.map(({ name, input }) => [name, input])).toEqual([['device:list', {}]]);
    expect(studio.snapshot).toMatchObject({ looking: true, list: null });
    studio.asked[0]!.answer([]);
    await first;
    expect(studio.snapshot).toMatchObject({ looking: false, list: [] });
    void studio.session.look(true);
    expect(studio.asked[1]!.input).toEqual({ again: true });
    expect(studio.snapshot.list).toEqual([]);
  });

  it('that cannot be had says why, and may be asked for again', async () => {
    const studio = open();
    const looking = studio.session.look();
    studio.asked[0]!.refuse(new UserError({ received: 'No.', expected: 'Yes.', action: 'Try.' }));
    await looking;
    expect(studio.snapshot).toMatchObject({
      looking: false,
      list: null,
      error: { of: 'list', parts: { received: 'No.' } },
    });
    void studio.session.look();
    expect(studio.snapshot.error).toBeNull();
  });
});

describe('measuring', () => {
  it('shows its own progress and its outcome', async () => {
    const studio = open();
    const measuring = studio.session.measure(project);
    void studio.session.measure(project);
    expect(studio.asked).toHaveLength(1);
    expect(studio.snapshot.measuring).toEqual({ progress: null });
    studio.progress({ job: 'another', device: 'WebGPU', number: 1, of: 2 });
    expect(studio.snapshot.measuring).toEqual({ progress: null });
    studio.progress({ job: 'job-1', device: 'CPU', number: 1, of: 2 });
    expect(studio.snapshot.measuring).toEqual({ progress: { device: 'CPU', number: 1, of: 2 } });
    studio.asked[0]!.answer(measurement(1));
    await measuring;
    expect(studio.snapshot).toMatchObject({ measuring: null, measurement: measurement(1) });
  });

  it('can be stopped: the studio is told, and its late answer changes nothing', async () => {
    const studio = open();
    const measuring = studio.session.measure(project);
    const stopping = studio.session.cancel();
    expect(studio.snapshot.measuring).toBeNull();
    expect(studio.asked[1]).toMatchObject({ name: 'device:cancel', input: { job: 'job-1' } });
    studio.asked[1]!.answer(null);
    studio.asked[0]!.refuse(new Error('cancelled'));
    await Promise.all([measuring, stopping]);
    expect(studio.snapshot).toMatchObject({ measuring: null, measurement: null, error: null });
  });

  it('that fails says why', async () => {
    const studio = open();
    const measuring = studio.session.measure(project);
    studio.asked[0]!.refuse(new UserError({ received: 'The folder is gone.', expected: 'E.', action: 'A.' }));
    await measuring;
    expect(studio.snapshot.error).toMatchObject({ of: 'measuring', parts: { received: 'The folder is gone.' } });
  });
});

it('a network that was asked about while it was measured is asked about again', async () => {
  const studio = open();
  const measuring = studio.session.measure(project);
  const recalling = studio.session.recall(project);
  studio.asked[1]!.answer(null);
  await recalling;
  studio.asked[0]!.answer(measurement(3));
  await vi.waitUntil(() => studio.asked.length === 3);
  expect(studio.asked[2]!.name).toBe('device:measured');
  studio.asked[2]!.answer(measurement(3));
  await measuring;
  expect(studio.snapshot).toMatchObject({ measuring: null, measurement: measurement(3) });
});

it('an answer about an earlier network changes nothing', async () => {
  const studio = open();
  const [first, second] = [studio.session.recall(project), studio.session.recall({ ...project, name: 'Q' })];
  studio.asked[1]!.answer(measurement(2));
  studio.asked[0]!.answer(measurement(1));
  await Promise.all([first, second]);
  expect(studio.snapshot.measurement).toEqual(measurement(2));
  const third = studio.session.recall(project);
  studio.asked[2]!.refuse(new Error('gone'));
  await third;
  expect(studio.snapshot.measurement).toBeNull();
});
