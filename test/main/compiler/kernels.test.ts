/** Kernels on the processor, and what only its lowering has. */
import { describe, test } from 'vitest';
import type { Graph } from '#main/compiler/graph.ts';
import { processorRules } from '#main/compiler/onnx/batch-last/index.ts';
import type { OnnxBuilder } from '#main/compiler/onnx/builder.ts';
import { convolutionRules } from '#main/compiler/onnx/kernels/convolution.ts';
import { onnxRules } from '#main/compiler/onnx/kernels/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { exampleInputs, kernelBattery, seed, wholeFunction } from './batteries/kernels.ts';
import { expectClose, runGraph } from './compare.ts';
import { kernelCases } from './kernel-cases.ts';

const convolutions = Object.entries(kernelCases).filter(([name]) => name.startsWith('conv'));

kernelBattery(runGraph);

describe('images with the batch last', () => {
  /** However few and small, so that all of it is tried. */
  const rules = (fewestProductRows: number) => (op: OnnxBuilder, graph: Graph) =>
    processorRules(op, graph, { fewestImages: 1, partElements: 8, mostParts: 4, fewestProductRows });

  kernelBattery((graph, values, given) => runGraph(graph, values, given, rules(1)));

  test.each(convolutions)('%s, phases by rows or together', async (_, kernelCase) => {
    const { specs, values } = exampleInputs(kernelCase);
    const graph = await traceFunction('case', wholeFunction(kernelCase), specs, []);
    const expected = await runGraph(graph, values, seed);
    for (const fewest of [4, 1000]) expectClose(await runGraph(graph, values, seed, rules(fewest)), expected, 1e-5);
  });
});

describe('convolutions of ONNX Runtime itself', () => {
  test.each(convolutions)('%s, without patches', async (_, kernelCase) => {
    const { specs, values } = exampleInputs(kernelCase);
    const fn = wholeFunction(kernelCase);
    const graph = await traceFunction('case', fn, specs, []);
    const rules = { ...onnxRules, ...convolutionRules(0) };
    expectClose(await runGraph(graph, values, seed, rules), await runGraph(graph, values, seed), 1e-5);
  });
});
