/** How long the window's main thread is busy at a stretch, from Chromium's own trace. Owns measuring, no limits. */
import { once } from 'node:events';
import type { CDPSession, Page } from '@playwright/test';

export interface Tasks {
  readonly count: number;
  /** Milliseconds, those that took most of the processor first. */
  readonly longest: readonly { readonly wall: number; readonly cpu: number }[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the clock, and on the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces `work` and every task that the page's main thread runs meanwhile. */
export async function traceTasks(page: Page, work: () => Promise<void>): Promise<Tasks> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: {
      includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'],
      excludedCategories: ['*'],
    },
  });
  await work();
  // What the last input causes is part of it.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const complete = once(protocol as unknown as NodeJS.EventEmitter, 'Tracing.tracingComplete');
  await protocol.send('Tracing.end');
  const [{ stream }] = (await complete) as [{ stream: string }];
  const { traceEvents } = JSON.parse(await readStream(protocol, stream)) as { traceEvents: TraceEvent[] };
  await protocol.detach();

  const tasks = mainThreadOf(traceEvents).filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const longest = tasks
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }))
    .sort((a, b) => b.cpu - a.cpu)
    .slice(0, 5);
  return { count: tasks.length, longest };
}

/** Of the page itself: the renderer's main thread that worked most. */
function mainThreadOf(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const byThread = threads.map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid));
  return byThread.sort((a, b) => b.length - a.length)[0] ?? [];
}

async function readStream(protocol: CDPSession, handle: string): Promise<string> {
  let text = '';
  for (;;) {
    const { data, eof } = await protocol.send('IO.read', { handle, size: 1 << 20 });
    text += data;
    if (eof) return text;
  }
}
