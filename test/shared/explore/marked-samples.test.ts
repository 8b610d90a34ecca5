/** Samples marked as anomalies, as a project keeps them. */
import { expect, test } from 'vitest';
import { panelParams, setPanelParams } from '#shared/explore/settings.ts';
import { emptyProject } from '#shared/graph/document.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { mostSamples } from '#shared/layers/fields.ts';

const empty = emptyProject('p', 'Marks');
const marked = Array.from({ length: mostSamples }, (_, at) => at * 3);

test('as many as are kept come back from the file', () => {
  const kept = parseProject(formatProject(setPanelParams(empty, 'anomalies', { marked, against: 'marked' })), 'Marks');
  expect(panelParams(kept, 'anomalies')).toMatchObject({ marked, against: 'marked' });
});

test.each([[[...marked, 1e6]], [[2, 2]], [[5, 4]], [[-1]], [[0.5]]])('refused in words (%#)', (wrong) =>
  expect(() => setPanelParams(empty, 'anomalies', { marked: wrong })).toThrow(/at most 10,000 numbers of samples/),
);
