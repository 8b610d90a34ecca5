/** Which products become a Gemm with what follows them. That the numbers stay, kernels.test.ts and layers-train.test.ts show. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { planGemms } from '#main/compiler/onnx/gemms.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float } from './compare.ts';

type Product = (a: tf.Tensor2D, b: tf.Tensor2D) => Record<string, tf.Tensor>;

/** The planned kernels, and whether a sum is part of them. */
async function planned(run: Product): Promise<string[]> {
  const specs = { a: float(2, 3), b: float(3, 4) };
  const graph = await traceFunction('f', ({ a, b }) => run(a as tf.Tensor2D, b as tf.Tensor2D), specs, []);
  return [...planGemms(graph)].map(([{ kernel }, gemm]) =>
    gemm === 'with its sum' ? `${kernel} in its sum` : `${kernel}${gemm.addend ? ' with sum' : ''}`,
  );
}

test.each<[string, Product, string[]]>([
  ['a bias', (a, b) => ({ y: tf.add(tf.matMul(a, b), tf.ones([4])) }), ['BatchMatMul in its sum', 'Add with sum']],
  ['a column', (a, b) => ({ y: tf.add(tf.ones([2, 1]), tf.matMul(a, b)) }), ['BatchMatMul in its sum', 'Add with sum']],
  [
    'one of two products that are added',
    (a, b) => ({ y: tf.add(tf.matMul(a, b), tf.matMul(tf.neg(a) as tf.Tensor2D, b)) }),
    ['BatchMatMul in its sum', 'Add with sum'],
  ],
  ['an activation', (a, b) => ({ y: tf.tanh(tf.matMul(a, b)) }), ['BatchMatMul']],
])('takes in %s', async (_, run, expected) => {
  expect(await planned(run)).toEqual(expected);
});

test.each<[string, Product]>([
  ['a product that is an output too', (a, b) => withOutput(tf.matMul(a, b))],
  ['a sum that is larger than the product', (a, b) => ({ y: tf.add(tf.matMul(a, b), tf.ones([5, 2, 4])) })],
  ['a product added to itself', (a, b) => withItself(tf.matMul(a, b))],
  [
    'products of stacks',
    (a, b) => ({ y: tf.tanh(tf.matMul(tf.expandDims(a) as tf.Tensor3D, tf.expandDims(b) as tf.Tensor3D)) }),
  ],
])('leaves %s', async (_, run) => {
  expect(await planned(run)).toEqual([]);
});

const withOutput = (product: tf.Tensor): Record<string, tf.Tensor> => ({ product, y: tf.tanh(product) });
const withItself = (product: tf.Tensor): Record<string, tf.Tensor> => ({ y: tf.add(product, product) });
