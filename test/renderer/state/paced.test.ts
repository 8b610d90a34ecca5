import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from '../../../src-renderer/state/paced.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Each takes so many milliseconds; when they began. */
function counted(milliseconds: number, pause: number) {
  const begun: number[] = [];
  const start = performance.now();
  const run = paced(async () => {
    begun.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }, pause);
  return { ...run, begun };
}

test('what is wanted often is done at once, and then once a pause', async () => {
  const { want, begun } = counted(10, 1000);
  for (let epoch = 0; epoch < 30; epoch++) {
    want();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(begun).toEqual([0, 1000, 2000, 3000]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(begun).toEqual([0, 1000, 2000, 3000]);
});

test('never twice at once: what takes longer than the pause is done again when it is over', async () => {
  const { want, begun } = counted(2500, 1000);
  want();
  await vi.advanceTimersByTimeAsync(100);
  want();
  want();
  await vi.advanceTimersByTimeAsync(2300);
  expect(begun).toEqual([0]);
  await vi.advanceTimersByTimeAsync(200);
  expect(begun).toEqual([0, 2500]);
});

test('after its end nothing begins any more', async () => {
  const { want, end, begun } = counted(10, 1000);
  want();
  want();
  end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(begun).toEqual([0]);
});
