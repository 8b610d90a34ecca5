/**
 * The window stays quick (task-figures.ts says how quick), and reports keep coming, while training has all cores: it is
 * designed in, typed into, looked around in.
 */
import type { Page } from '@playwright/test';
import { expect, test, type Studio } from './fixtures.ts';
import { figureLine, TaskFigures } from './task-figures.ts';

/** Between two reports, milliseconds on the clock: ten a second are the most there are; an epoch's end takes its time. */
const promisedGap = 1000;
const failingGap = 5 * promisedGap;

test(
  'designing, typing and looking around while a run trains',
  { tag: '@alone' },
  async ({ studio, start, bar, design, inspector, train }, info) => {
    const { page } = studio;
    const { mouse } = page;
    await listenToReports(studio);
    await start.fromTemplate('Convolutional');
    await bar.show('Train');
    await train.set('Epochs', '5000');
    await bar.action('Train').click();
    await train.reachEpoch(2, 5000);
    await forgetReports(page);
    const figures = new TaskFigures(page);
    const { trace } = figures;

    await trace('watch', async () => {
      const epoch = Number((await train.figure('epoch').innerText()).split(' / ')[0]!.replaceAll(',', ''));
      await train.reachEpoch(epoch + 2, 5000);
    });
    await trace('switch views', async () => {
      for (const view of ['Design', 'Data', 'Runs', 'Train', 'Design'] as const) {
        await bar.show(view);
        await page.getByRole('main').waitFor();
      }
    });
    await trace('drag a layer', async () => {
      const box = (await design.node('Conv2D 64').boundingBox())!;
      const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await mouse.move(from.x, from.y);
      await mouse.down();
      await mouse.move(from.x + 120, from.y + 90, { steps: 60 });
      await mouse.move(from.x, from.y + 60, { steps: 60 });
      await mouse.up();
    });
    await expect(inspector.heading).toHaveText('Conv2D');
    await trace('type numbers and names', async () => {
      await inspector.field('Filters').fill('');
      await inspector.field('Filters').pressSequentially('128', { delay: 50 });
      await inspector.field('Name').fill('');
      await inspector.field('Name').pressSequentially('Typed while it trains', { delay: 30 });
      await inspector.field('Name').press('Enter');
    });
    await design.node('Typed while it trains').waitFor();
    await trace('undo, redo and zoom', async () => {
      await design.canvas.focus();
      for (const key of ['z', 'z', 'y', 'y', 'z', 'z']) await page.keyboard.press(`Control+${key}`);
      const canvas = (await design.canvas.boundingBox())!;
      await mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
      for (let turn = 0; turn < 12; turn++) await mouse.wheel(0, turn < 6 ? -120 : 120);
    });
    await bar.show('Train');
    // All of it happened while a run trained.
    await expect(train.status).toHaveText(/^Running on /);
    const gaps = await reportGaps(page);
    const longestGap = Math.max(...gaps);

    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    await figures.report(
      info,
      figureLine(
        longestGap > promisedGap,
        'reports',
        gaps.length,
        `gaps, longest ${longestGap.toFixed(0)} ms, mean ${mean.toFixed(0)} ms`,
      ),
    );
    figures.expectShort();
    expect(gaps.length, 'reports came').toBeGreaterThan(20);
    expect(longestGap, 'the longest time without a report').toBeLessThan(failingGap);
    await bar.action('Stop').click();
    await expect(train.ending).toContainText(/Stopped after/);
  },
);

interface Listening extends Omit<Window, 'hourglass'> {
  reportTimes: number[];
  readonly hourglass?: { on(name: string, listener: () => void): void };
}

/** Notes when the window hears each report: over its bridge (desktop), or its socket (browser, which is opened anew). */
async function listenToReports({ page, host }: Studio): Promise<void> {
  if (host === 'desktop') {
    await page.evaluate(() => {
      const listening = window as unknown as Listening;
      listening.reportTimes = [];
      listening.hourglass!.on('training:report', () => listening.reportTimes.push(performance.now()));
    });
    return;
  }
  await page.addInitScript(() => {
    const listening = window as unknown as Listening;
    listening.reportTimes = [];
    window.WebSocket = class extends WebSocket {
      constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
        super(...parameters);
        this.addEventListener('message', ({ data }) => {
          if (String(data).startsWith('{"event":"training:report"')) listening.reportTimes.push(performance.now());
        });
      }
    };
  });
  await page.reload();
}

const forgetReports = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (window as unknown as Listening).reportTimes = [];
  });

/** Milliseconds between reports, the wait for the next one included. */
const reportGaps = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const times = [...(window as unknown as Listening).reportTimes, performance.now()];
    return times.slice(1).map((time, index) => time - times[index]!);
  });
