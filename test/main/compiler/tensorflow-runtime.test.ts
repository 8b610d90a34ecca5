/** TensorFlow's runtime, and models and optimizers on it. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useTraceBackend, type Runtime, type TensorFunction } from '#main/compiler/index.ts';
import { TensorFlowRuntime } from '#main/compiler/tensorflow/runtime.ts';
import type { TensorFlowAddon } from '#main/compiler/tensorflow/session.ts';
import { tensorflow } from '#main/devices/tensorflow.ts';
import { modelBattery } from './batteries/models.ts';
import { optimizerBattery } from './batteries/optimizers.ts';
import { runtimeBattery, type Open } from './batteries/runtime.ts';
import { bool, float } from './compare.ts';
import { addon, withTensorFlow } from './tensorflow-library.ts';

const open: Open = (variables) => tensorflow.open(variables);

withTensorFlow('TensorFlow', () => {
  runtimeBattery(open);
  modelBattery(open);
  optimizerBattery(open);

  describe('variables', () => {
    let total: tf.Variable;
    let moved: string[];
    let runtime: Runtime;
    const add: TensorFunction = ({ x }) => {
      total.assign(tf.add(total, x!));
      return {};
    };
    const twice: TensorFunction = () => ({ y: tf.mul(total, 2) });
    const x = Float32Array.of(1, 1);

    beforeEach(async () => {
      await useTraceBackend();
      total = tf.variable(tf.tensor1d([1, 2]), true, 'total');
      moved = [];
      runtime = new TensorFlowRuntime(watched(addon(), moved), [total]);
    });
    afterEach(async () => {
      await runtime.dispose();
      tf.disposeVariables();
    });

    test('are moved when another program runs, and only then', async () => {
      const [adding, reading] = [
        await runtime.compile('add', add, { x: float(2) }),
        await runtime.compile('twice', twice, {}),
      ];
      moved.length = 0;
      for (let step = 0; step < 3; step++) await adding.run({ x });
      expect(moved.splice(0)).toEqual(['in 1,2', 'in 1,1', 'in 1,1', 'in 1,1']);
      for (let step = 0; step < 2; step++) expect(await reading.run({})).toEqual({ y: Float32Array.of(8, 10) });
      expect(moved.splice(0)).toEqual(['out 4,5', 'in 4,5', 'out 8,10', 'out 8,10']);
      await adding.run({ x });
      expect(await reading.run({})).toEqual({ y: Float32Array.of(10, 12) });
      expect(moved.splice(0)).toEqual(['in 1,1', 'out 5,6', 'in 5,6', 'out 10,12']);
    });

    test('outlive the program that assigned them', async () => {
      const adding = await runtime.compile('add', add, { x: float(2) });
      await adding.run({ x });
      await adding.dispose();
      const again = await runtime.compile('add', add, { x: float(2) });
      await again.run({ x });
      expect((await runtime.read()).get('total')?.values).toEqual(Float32Array.of(3, 4));
    });

    test('of one program stay as they were where another’s run was refused', async () => {
      const [adding, also] = [
        await runtime.compile('add', add, { x: float(2) }),
        await runtime.compile('also', add, { x: float(2) }),
      ];
      await adding.run({ x });
      await also.run({ x: Float32Array.of(9, NaN) }, { accept: () => false });
      await adding.run({ x });
      await adding.run({ x }, { accept: () => false });
      await also.run({ x });
      expect((await runtime.read()).get('total')?.values).toEqual(Float32Array.of(4, 5));
    });

    test('are not what was fed: changing an array afterwards changes nothing', async () => {
      const taking: TensorFunction = ({ x }) => {
        total.assign(tf.clone(x!));
        return {};
      };
      const program = await runtime.compile('take', taking, { x: float(2) });
      for (let trial = 0; trial < 16; trial++) {
        const given = Float32Array.of(trial, 1);
        await program.run({ x: given });
        given.fill(-1);
        expect((await runtime.read()).get('total')?.values).toEqual(Float32Array.of(trial, 1));
      }
    });
  });

  test('is fed bytes and booleans whose number fills no whole words', async () => {
    await useTraceBackend();
    const runtime = await open([]);
    const fn: TensorFunction = ({ bytes, flags }) => ({
      y: tf.where(flags!, tf.mul(bytes!, 2), tf.zerosLike(bytes!)),
    });
    const program = await runtime.compile('f', fn, { bytes: { shape: [7], dtype: 'uint8' }, flags: bool(7) });
    const { y } = await program.run({
      bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 255),
      flags: Uint8Array.of(1, 0, 1, 0, 1, 0, 1),
    });
    expect(y).toEqual(Float32Array.of(2, 0, 6, 0, 10, 0, 510));
    await runtime.dispose();
  });

  test('leaves TensorFlow.js as it is', async () => {
    await tf.setBackend('cpu');
    const runtime = await open([]);
    await (await runtime.compile('f', () => ({ y: tf.scalar(1) }), {})).run({});
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.findBackend('tensorflow')).toBeNull();
    await runtime.dispose();
  });

  test('frees its tensors and sessions', async () => {
    await useTraceBackend();
    const before = [addon().getNumOfTensors(), addon().getNumOfSavedModels()];
    const weight = tf.variable(tf.ones([3]), true, 'weight');
    const runtime = await open([weight]);
    const step: TensorFunction = ({ x }) => {
      weight.assign(tf.add(weight, x!));
      return { sum: tf.sum(weight) };
    };
    const program = await runtime.compile('step', step, { x: float(3) });
    for (let run = 0; run < 5; run++) await program.run({ x: new Float32Array(3) }, { accept: () => run % 2 === 0 });
    await runtime.read();
    expect([addon().getNumOfTensors(), addon().getNumOfSavedModels()]).toEqual([before[0], before[1]! + 1]);
    await runtime.dispose();
    expect([addon().getNumOfTensors(), addon().getNumOfSavedModels()]).toEqual(before);
    tf.disposeVariables();
  });

  test('needs no more memory after 3,000 steps', async () => {
    await useTraceBackend();
    const weight = tf.variable(tf.zeros([64, 1024]), true, 'weight');
    const runtime = await open([weight]);
    const step: TensorFunction = ({ x }) => {
      weight.assign(tf.add(weight, x!));
      return { sum: tf.sum(weight, 1) };
    };
    const program = await runtime.compile('step', step, { x: float(64, 1024) });
    const x = new Float32Array(64 * 1024).fill(1);
    const run = async (steps: number): Promise<number> => {
      for (let done = 0; done < steps; done++) await program.run({ x });
      return process.memoryUsage().rss;
    };
    const warm = await run(500);
    // One step that kept its input or its variable would cost 256 KiB a step.
    expect((await run(3000)) - warm).toBeLessThan(64 * 2 ** 20);
    expect((await program.run({ x }))['sum']?.[0]).toBe(3501 * 1024);
    await runtime.dispose();
    tf.disposeVariables();
  });
});

/** The addon, telling what goes in and out of sessions. */
function watched(real: TensorFlowAddon, moved: string[]): TensorFlowAddon {
  const floats = (words: Int32Array): string => new Float32Array(words.buffer, words.byteOffset, words.length).join();
  const own: Pick<TensorFlowAddon, 'createTensor' | 'tensorDataSync'> = {
    createTensor: (shape, type, words) => {
      moved.push(`in ${floats(words)}`);
      return real.createTensor(shape, type, words);
    },
    tensorDataSync: (tensor) => {
      const values = real.tensorDataSync(tensor);
      // Not the fetches that are only about what runs before them.
      if (values instanceof Float32Array) moved.push(`out ${values.join()}`);
      return values;
    },
  };
  // The addon's own properties can be neither listed nor replaced.
  return Object.create(real, Object.getOwnPropertyDescriptors(own)) as TensorFlowAddon;
}
