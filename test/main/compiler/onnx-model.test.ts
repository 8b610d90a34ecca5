/** The ONNX file itself, read with the full schema of the onnx-proto package rather than our own part of it. */
import * as tf from '@tensorflow/tfjs-core';
import { onnx } from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { randomUniform, type TensorFunction } from '#main/compiler/index.ts';
import { OnnxBuilder } from '#main/compiler/onnx/builder.ts';
import { onnxRules } from '#main/compiler/onnx/kernels/index.ts';
import { lowerToOnnx } from '#main/compiler/onnx/lower.ts';
import { repeated } from '#main/compiler/onnx/repeat.ts';
import { encodeModel } from '#main/compiler/onnx/schema.ts';
import { shapeRules } from '#main/compiler/kernels/index.ts';
import { traceFunction } from '#main/compiler/trace/trace.ts';
import { float, relativeDifference } from './compare.ts';

const decode = (bytes: Uint8Array) => onnx.ModelProto.decode(bytes);

describe('the ONNX model', () => {
  test('declares its versions, inputs, variables and outputs', async () => {
    const counter = tf.variable(tf.zeros([2]), false, 'counter');
    const fn: TensorFunction = ({ x }) => {
      counter.assign(tf.add(counter, x as tf.Tensor));
      return { y: tf.greater(tf.leakyRelu(x as tf.Tensor, 0.25), randomUniform([2])) };
    };
    const model = lowerToOnnx('step', await traceFunction('step', fn, { x: float(2) }, [counter]));
    const { irVersion, opsetImport, graph } = decode(encodeModel(model.graph));
    expect([Number(irVersion), Number(opsetImport[0]?.version), graph?.name]).toEqual([10, 21, 'step']);
    const described = (values: onnx.IValueInfoProto[] | null | undefined) =>
      (values ?? []).map(({ name, type }) => [
        name,
        type?.tensorType?.elemType,
        type?.tensorType?.shape?.dim?.map(({ dimValue }) => Number(dimValue)),
      ]);
    expect(described(graph?.input)).toEqual([
      ['input x', onnx.TensorProto.DataType.FLOAT, [2]],
      ['state counter', onnx.TensorProto.DataType.FLOAT, [2]],
      ['random keys', onnx.TensorProto.DataType.UINT32, [1, 4]],
    ]);
    expect(described(graph?.output)).toEqual([
      ['output y', onnx.TensorProto.DataType.BOOL, [2]],
      ['next counter', onnx.TensorProto.DataType.FLOAT, [2]],
    ]);
    const leaky = graph?.node?.find(({ opType }) => opType === 'LeakyRelu');
    expect(leaky?.attribute?.[0]).toMatchObject({
      name: 'alpha',
      f: 0.25,
      type: onnx.AttributeProto.AttributeType.FLOAT,
    });
    counter.dispose();
  });

  test('of several steps is a loop: stacked inputs and outputs, variables handed on', async () => {
    const [total, factor] = [tf.variable(tf.zeros([2]), false, 'total'), tf.variable(tf.ones([2]), false, 'factor')];
    const fn: TensorFunction = ({ x }) => {
      total.assign(tf.add(total, tf.mul(tf.mul(x as tf.Tensor, factor), randomUniform([2]))));
      return { y: tf.sum(total) };
    };
    const one = lowerToOnnx('step', await traceFunction('step', fn, { x: float(2) }, [total, factor]));
    const model = repeated(one);
    const { graph } = decode(encodeModel(model.graph));
    expect([one.countInput, model.countInput]).toEqual([null, 'steps']);
    const described = (values: onnx.IValueInfoProto[] | null | undefined) =>
      (values ?? []).map(({ name, type }) => [
        name,
        type?.tensorType?.shape?.dim?.map(({ dimValue }) => Number(dimValue)),
      ]);
    expect(described(graph?.input)).toEqual([
      ['steps', []],
      ['all input x', [0, 2]],
      ['all random keys', [0, 1, 4]],
      ['all state total', [2]],
      ['state factor', [2]],
    ]);
    expect(described(graph?.output)).toEqual([
      ['all next total', [2]],
      ['all output y', [0]],
    ]);
    expect(graph?.node?.map(({ opType }) => opType)).toEqual(['Loop']);
    const body = graph?.node?.[0]?.attribute?.[0]?.g;
    expect(body?.output?.map(({ name }) => name)).toEqual(['still goes on', 'next total', 'output y']);
    [total, factor].forEach((variable) => variable.dispose());
  });

  test('has a rule for every traced kernel', () => {
    expect(Object.keys(onnxRules).sort()).toEqual(Object.keys(shapeRules).sort());
  });
});

describe('the builder', () => {
  const graphOf = (build: (op: OnnxBuilder) => void) => {
    const op = new OnnxBuilder();
    build(op);
    return decode(op.encode('g')).graph;
  };

  test('makes equal nodes and equal small constants once', () => {
    const graph = graphOf((op) => {
      const x = op.input('x', float(2));
      for (let time = 0; time < 3; time++) op.node('Add', [x, op.scalar(2, 'float32')]);
      op.node('Add', [x, op.scalar(2, 'int32')]);
    });
    expect([graph?.node?.length, graph?.initializer?.length]).toEqual([2, 2]);
  });

  test('cancels transposes there and back', () => {
    const op = new OnnxBuilder();
    const x = op.input('x', float(2, 3, 4, 5));
    const first = op.transpose(x, [0, 3, 1, 2]);
    expect(op.transpose(first, [0, 2, 3, 1])).toBe(x);
    expect(op.transpose(op.transpose(first, [1, 0, 2, 3]), [1, 0, 2, 3])).toBe(first);
  });

  test('stores a large constant of one value as one element', () => {
    const graph = graphOf((op) => op.constant(new Float32Array(10_000).fill(3), [100, 100], 'float32'));
    expect(graph?.node?.map(({ opType }) => opType)).toEqual(['Expand']);
    expect(graph?.initializer?.reduce((bytes, { rawData }) => bytes + (rawData?.length ?? 0), 0)).toBeLessThan(100);
  });

  test('writes numbers as ONNX wants them', () => {
    const graph = graphOf((op) => {
      op.constant([1, -2], [2], 'int64');
      op.constant([0.1, -0], [2], 'float32');
    });
    const [whole, real] = graph?.initializer ?? [];
    const bytes = (tensor: onnx.ITensorProto | undefined) => Uint8Array.from(tensor?.rawData ?? []).buffer;
    expect(new BigInt64Array(bytes(whole))).toEqual(new BigInt64Array([1n, -2n]));
    expect(relativeDifference(new Float32Array(bytes(real)), [0.1, 0])).toBeLessThan(1e-7);
  });
});
