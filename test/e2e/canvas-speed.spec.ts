/** A canvas of 200 layers stays quick: no task over 50 ms on the window's main thread while dragging, zooming and typing. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { emptyProject, type Project } from '../../src-shared/graph/document.ts';
import { formatProject } from '../../src-shared/graph/parse.ts';
import { tidyLayout } from '../../src-shared/graph/layout.ts';
import { defaultParams, type LayerKind } from '../../src-shared/layers/index.ts';
import { expect, test } from './fixtures.ts';

// A machine that is busy with other work measures itself: such a run is tried again.
test.describe.configure({ retries: 2 });

const layerCount = 200;
const limit = 50;

/** Input, dense layers down and up around a latent, Output: 200 layers in one chain. */
function bigProject(): Project {
  const dense = (layerCount - 3) >> 1;
  const kinds: LayerKind[] = [
    'input',
    ...Array<LayerKind>(dense).fill('dense'),
    'latent',
    ...Array<LayerKind>(layerCount - 3 - dense).fill('dense'),
    'output',
  ];
  const empty = emptyProject('big', 'Two hundred layers');
  const nodes = kinds.map((kind, index) => ({
    id: `node_${index}`,
    kind,
    name: kind === 'dense' ? `Dense ${index}` : kind,
    params: {
      ...defaultParams(kind),
      ...(kind === 'dense' ? { units: 784 } : {}),
      ...(kind === 'input' ? { shape: [784] } : {}),
    },
    position: { x: 0, y: 0 },
  }));
  const edges = nodes
    .slice(1)
    .map((node, index) => ({ id: `edge_${index}`, source: `node_${index}`, target: node.id }));
  return tidyLayout({ ...empty, graph: { nodes, edges } });
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces what happens meanwhile; tasks of the page's main thread, longest first, in ms of wall clock and of processor. */
async function traceTasks(
  protocol: CDPSession,
  act: () => Promise<void>,
): Promise<{ wall: number; processor: number }[]> {
  const events: TraceEvent[] = [];
  protocol.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await protocol.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] },
  });
  await act();
  const complete = new Promise((resolve) => protocol.once('Tracing.tracingComplete', resolve));
  await protocol.send('Tracing.end');
  await complete;
  protocol.removeAllListeners('Tracing.dataCollected');
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && /RunTask/.test(name) && main.has(`${pid}:${tid}`))
    .map(({ dur = 0, tdur = dur }) => ({ wall: dur / 1000, processor: tdur / 1000 }))
    .sort((a, b) => b.processor - a.processor);
}

async function dragBy(page: Page, from: { x: number; y: number }, x: number, y: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step++) await page.mouse.move(from.x + (x * step) / 20, from.y + (y * step) / 20);
  await page.mouse.up();
}

test('200 layers: dragging, zooming and typing hold up no frame', async ({
  studio,
  start,
  bar,
  design,
  inspector,
}, info) => {
  const file = join(studio.dataFolder, 'big.hourglass');
  await writeFile(file, formatProject(bigProject()));
  await studio.answerPath(file, () => start.openFile());
  await expect(bar.name).toHaveValue('Two hundred layers');
  const { page } = studio;
  // The whole graph is in view.
  const node = design.node('Dense 3');
  await expect(node).toBeVisible();
  const protocol = await page.context().newCDPSession(page);
  const box = (await node.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };

  const acts: Record<string, () => Promise<void>> = {
    'first drag': () => dragBy(page, middle, 160, 96),
    'second drag': () => dragBy(page, { x: middle.x + 160, y: middle.y + 96 }, -160, -96),
    zoom: async () => {
      await page.mouse.move(700, 300);
      for (let step = 0; step < 10; step++) await page.mouse.wheel(0, step < 5 ? -120 : 120);
    },
    'select all': () => page.keyboard.press('Control+a'),
    'drag all 200': () => dragBy(page, middle, 80, 48),
    'nudge all 200': () => page.keyboard.press('ArrowRight'),
  };
  const report: Record<string, { tasks: number; longest: { wall: number; processor: number }[] }> = {};
  const measure = async (name: string, act: () => Promise<void>): Promise<void> => {
    const tasks = await traceTasks(protocol, act);
    report[name] = { tasks: tasks.length, longest: tasks.slice(0, 3) };
  };
  for (const [name, act] of Object.entries(acts)) await measure(name, act);
  await page.keyboard.press('Escape');
  await design.select('Dense 3');
  const units = inspector.field('Units');
  await units.click();
  await measure('typing in a field', async () => {
    await units.press('Control+a');
    await units.pressSequentially('512', { delay: 30 });
    await units.press('Enter');
  });
  await design.expectShape('Dense 3', [512]);

  console.log(
    Object.entries(report)
      .map(
        ([name, { tasks, longest }]) =>
          `  ${name}: ${tasks} tasks, longest ${longest.map(({ wall, processor }) => `${processor.toFixed(0)} ms (${wall.toFixed(0)} by the clock)`).join(', ')}`,
      )
      .join('\n'),
  );
  await info.attach('tasks', { body: JSON.stringify(report, null, 1), contentType: 'application/json' });
  for (const [name, { tasks, longest }] of Object.entries(report)) {
    // Told, not held to the limit: one key press that changes all 200 at once, not a frame of a movement.
    if (name === 'select all') continue;
    expect(tasks, `${name} was not traced`).toBeGreaterThan(0);
    // Processor time: the machines that run this are shared, and waiting for a core is not the window's work.
    expect(longest[0]!.processor, `${name}: the longest task`).toBeLessThanOrEqual(limit);
  }
});
