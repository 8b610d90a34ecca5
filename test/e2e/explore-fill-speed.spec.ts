/** How soon a fill follows the brush. */
import { expect, test } from './fixtures.ts';
import { FillInPage } from './pages/explore-fill-in.ts';
import { figureLine } from './task-figures.ts';

/** Milliseconds: promised on a quiet machine. */
const promised = 30;

test('the fill keeps up with the brush', async ({ studio, explore }, info) => {
  const fill = new FillInPage(studio);
  await explore.trainTemplate('transposed-convolution');
  await explore.open('Fill in');
  await fill.expectMissing('196 pixels');
  await fill.button('Take the hole away').click();
  await fill.paint([0.05, 0.05], [0.1, 0.05]);
  await expect(fill.filled).toBeVisible();
  const times = (await fill.latencies(60)).toSorted((a, b) => a - b);
  const [median, high] = [times[30]!, times[57]!];
  const said = `median ${median.toFixed(1)} ms, 95th percentile ${high.toFixed(1)} ms on the clock`;
  const line = figureLine(median > promised, 'brush to fill', times.length, said);
  await info.attach('brush', { body: line, contentType: 'text/plain' });
  console.log(line);
  expect(median).toBeLessThan(5 * promised);
});
