import { afterEach, describe, expect, test } from 'vitest';
import { appendEdge, appendNode, makeNode, withGraph } from '#shared/graph/rewire.ts';
import { setObjective } from '#shared/graph/settings.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { chain } from '../../../shared/graph/chain.ts';
import { openEagerly, setWeight, type EagerObjective } from './eager.ts';

const opened: EagerObjective[] = [];
afterEach(() => opened.splice(0).forEach((each) => each.dispose()));

/** Three classes, whose values before the last activation are the sample's own. */
async function measure(
  activation: string,
  params: AnyParams = {},
  samples = [255, 0, 51, 0, 102, 255],
  labels = [0, 1],
) {
  const plain = chain([3], ['dense', { units: 3, activation }]);
  const classes = makeNode(plain.graph, 'classes', { x: 0, y: 160 });
  const graph = appendEdge(appendNode(plain.graph, classes), 'dense_1', classes.id);
  const objective = await openEagerly(setObjective(withGraph(plain, graph), 'classify', params));
  opened.push(objective);
  setWeight(objective, 'dense_1/kernel', [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const outputs = await objective.run('evaluate', Uint8Array.from(samples), labels.length, {
    labels: Int32Array.from(labels),
  });
  const predicted = await objective.run('predict', Uint8Array.from(samples), labels.length);
  return {
    loss: outputs['loss']![0]!,
    accuracy: outputs['accuracy']![0]!,
    probabilities: [...predicted['probabilities']!],
  };
}

const rows = [
  [1, 0, 0.2],
  [0, 0.4, 1],
];
const logarithms = rows.map((row) => {
  const sum = Math.log(row.reduce((total, value) => total + Math.exp(value), 0));
  return row.map((value) => value - sum);
});

describe('cross-entropy', () => {
  test.each(['softmax', 'linear'])('is minus the logarithm of the right class’s probability, from %s', async (end) => {
    const { loss, accuracy } = await measure(end);
    expect(loss).toBeCloseTo(-(logarithms[0]![0]! + logarithms[1]![1]!) / 2, 5);
    expect(accuracy).toBe(0.5);
  });

  test('with smoothed labels each class is asked for a little', async () => {
    const wanted = [
      [0.8, 0.1, 0.1],
      [0.1, 0.8, 0.1],
    ];
    const expected = wanted.flat().reduce((sum, share, at) => sum - share * logarithms.flat()[at]!, 0) / 2;
    expect((await measure('softmax', { labelSmoothing: 0.3 })).loss).toBeCloseTo(expected, 5);
    expect((await measure('linear', { labelSmoothing: 0.3 })).loss).toBeCloseTo(expected, 5);
  });
});

test('accuracy is the share of samples whose highest value is their label’s', async () => {
  const samples = [9, 1, 2, 3, 8, 1, 4, 5, 6, 7, 2, 3];
  expect((await measure('linear', {}, samples, [0, 1, 2, 1])).accuracy).toBeCloseTo(3 / 4, 6);
});

test.each(['softmax', 'linear'])('the class of a sample is told with its probability, from %s', async (end) => {
  const { probabilities } = await measure(end);
  logarithms.flat().forEach((logarithm, at) => expect(probabilities[at]).toBeCloseTo(Math.exp(logarithm), 5));
});
