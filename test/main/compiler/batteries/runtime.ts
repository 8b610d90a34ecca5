/** A runtime's promises: state in and out, refusals, turns, and the same bits every time. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  randomUniform,
  useTraceBackend,
  type Runtime,
  type Step,
  type Storage,
  type TensorFunction,
  type Values,
} from '#main/compiler/index.ts';
import { float, int, numbers } from '../compare.ts';
import { optimizerVariables } from '../optimizer-variables.ts';
import { batchSpec, referenceModels, trainStep, weightsOf } from '../reference-models.ts';

export type Open = (variables: Storage) => Promise<Runtime>;

const values = async (runtime: Runtime, name: string): Promise<number[]> => [
  ...((await runtime.read()).get(name)?.values ?? []),
];

/** `steps`: of each of the two trainings; fewer where they are slow. */
export function runtimeBattery(open: Open, steps = 20): void {
  beforeEach(useTraceBackend);
  afterEach(() => tf.disposeVariables());

  describe('state', () => {
    let total: tf.Variable;
    let count: tf.Variable;
    /** Adds x to the total, counts the call. */
    const add: TensorFunction = ({ x }) => {
      total.assign(tf.add(total, x as tf.Tensor));
      count.assign(tf.add(count, tf.scalar(1, 'int32')));
      return { before: tf.sub(total, x as tf.Tensor), total };
    };

    beforeEach(() => {
      total = tf.variable(tf.tensor1d([1, 2]), true, 'total');
      count = tf.variable(tf.scalar(0, 'int32'), false, 'count');
    });

    test('goes from run to run, and is shared by the programs of a runtime', async () => {
      const runtime = await open([total, count]);
      const adding = await runtime.compile('add', add, { x: float(2) });
      const reading = await runtime.compile('read', () => ({ total: tf.mul(total, 10) }), {});
      const x = new Float32Array([1, 1]);
      expect(await adding.run({ x })).toEqual({ before: new Float32Array([1, 2]), total: new Float32Array([2, 3]) });
      expect(await adding.run({ x })).toEqual({ before: new Float32Array([2, 3]), total: new Float32Array([3, 4]) });
      expect(await reading.run({})).toEqual({ total: new Float32Array([30, 40]) });
      expect((await runtime.read()).get('count')).toEqual({
        spec: { shape: [], dtype: 'int32' },
        values: new Int32Array([2]),
      });
      await runtime.dispose();
    });

    test('is copied from the variables when opened, and they keep their values', async () => {
      const runtime = await open([total, count]);
      total.assign(tf.tensor1d([9, 9]));
      expect(await values(runtime, 'total')).toEqual([1, 2]);
      const program = await runtime.compile('add', add, { x: float(2) });
      await program.run({ x: new Float32Array([5, 5]) });
      expect([...total.dataSync()]).toEqual([9, 9]);
      await runtime.dispose();
    });

    test('stays as it was when the outputs are not accepted', async () => {
      const runtime = await open([total, count]);
      const program = await runtime.compile('add', add, { x: float(2) });
      const accept = (outputs: Record<string, Values>): boolean => (outputs['total']?.[0] ?? NaN) < 10;
      await program.run({ x: new Float32Array([3, 3]) }, { accept });
      const refused = await program.run({ x: new Float32Array([30, NaN]) }, { accept });
      expect(refused['total']).toEqual(new Float32Array([34, NaN]));
      expect([await values(runtime, 'total'), await values(runtime, 'count')]).toEqual([[4, 5], [1]]);
      await program.run({ x: new Float32Array([1, 1]) }, { accept });
      expect(await values(runtime, 'total')).toEqual([5, 6]);
      await runtime.dispose();
    });

    test('is read as copies and written as copies', async () => {
      const runtime = await open([total, count]);
      const written = new Float32Array([7, 8]);
      await runtime.write(new Map([['total', written]]));
      written.fill(0);
      (await runtime.read()).get('total')?.values.fill(0);
      expect(await values(runtime, 'total')).toEqual([7, 8]);
      await runtime.dispose();
    });

    test('refuses unknown names and wrong sizes, and then changes nothing', async () => {
      const runtime = await open([total, count]);
      const good: [string, Values] = ['total', new Float32Array([7, 8])];
      await expect(runtime.write(new Map([good, ['wrong', new Float32Array(1)]]))).rejects.toThrow(
        /no variable "wrong"/,
      );
      await expect(runtime.write(new Map([good, ['count', new Int32Array(3)]]))).rejects.toThrow(
        /"count" was given Int32Array of 3. Expected Int32Array of 1/,
      );
      await expect(runtime.write(new Map<string, Values>([['total', new Int32Array(2)]]))).rejects.toThrow(
        /"total" was given Int32Array of 2. Expected Float32Array of 2/,
      );
      expect(await values(runtime, 'total')).toEqual([1, 2]);
      await runtime.dispose();
    });

    test('refuses two variables of one name', async () => {
      await expect(open([total, total])).rejects.toThrow(/Two variables are named "total"/);
    });

    test('runs, reads and writes take turns in the order of asking', async () => {
      const runtime = await open([total, count]);
      const program = await runtime.compile('add', add, { x: float(2) });
      const x = new Float32Array([1, 0]);
      const [first, , second, read] = await Promise.all([
        program.run({ x }),
        runtime.write(new Map([['total', new Float32Array([100, 0])]])),
        program.run({ x }),
        runtime.read(),
      ]);
      expect([first['total']?.[0], second['total']?.[0], read.get('total')?.values[0]]).toEqual([2, 101, 101]);
      await runtime.dispose();
    });

    test('a variable may take the old value of another, a constant, or the input itself', async () => {
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name, index) => tf.variable(tf.scalar(index), true, name)) as [
        tf.Variable,
        tf.Variable,
        tf.Variable,
        tf.Variable,
      ];
      const runtime = await open([a, b, c, d]);
      const swap: TensorFunction = ({ x }) => {
        const old = tf.clone(a);
        a.assign(b);
        b.assign(old as tf.Tensor);
        c.assign(tf.scalar(9));
        d.assign(x as tf.Tensor);
        return {};
      };
      const program = await runtime.compile('swap', swap, { x: float() });
      await program.run({ x: new Float32Array([7]) });
      expect(
        [...(await runtime.read())].map(
          ([
            ,
            {
              values: [value],
            },
          ]) => value,
        ),
      ).toEqual([1, 0, 9, 7]);
      await runtime.dispose();
    });
  });

  describe('several steps', () => {
    let weight: tf.Variable;
    let scale: tf.Variable;
    let last: tf.Variable;
    /** Changes one variable with a draw, only reads another, and only assigns the third. */
    const step: TensorFunction = ({ x, rate }) => {
      const noisy = tf.add(tf.mul(x as tf.Tensor, scale), randomUniform([3]));
      weight.assign(tf.add(weight, tf.mul(tf.sub(noisy, weight), rate as tf.Tensor)));
      last.assign(rate as tf.Scalar);
      return { sum: tf.sum(weight), noisy };
    };
    const specs = { x: { shape: [3], dtype: 'uint8' } as const, rate: float() };
    /** `inOne`: the bytes of all steps lie one after the other in one array. */
    const stepsFrom = (first: number, count: number, inOne: boolean): Step[] => {
      const bytes = Uint8Array.from({ length: 3 * count }, (_, index) => (first * 3 + index) * 7);
      return Array.from({ length: count }, (_, index) => {
        const x = bytes.subarray(index * 3, (index + 1) * 3);
        const number = first + index;
        return { inputs: { x: inOne ? x : x.slice(), rate: Float32Array.of(1 / (number + 2)) }, seed: [5, number] };
      });
    };
    const stateOf = async (runtime: Runtime) =>
      new Map([...(await runtime.read())].map(([name, each]) => [name, each.values]));

    beforeEach(() => {
      weight = tf.variable(tf.tensor1d([1, 2, 3]), true, 'weight');
      scale = tf.variable(tf.scalar(0.25), false, 'scale');
      last = tf.variable(tf.scalar(0), false, 'last');
    });

    test.each([true, false])('are the same bits as so many runs (bytes in one array: %s)', async (inOne) => {
      const runtime = await open([weight, scale, last]);
      const start = await stateOf(runtime);
      const program = await runtime.compile('step', step, specs);
      const expected: Record<string, Values>[] = [];
      for (const { inputs, seed } of stepsFrom(0, 9, false)) expected.push(await program.run(inputs, { seed }));
      const after = await stateOf(runtime);
      await runtime.write(start);
      const outputs: Record<string, Values>[] = [];
      for (const [first, count] of [
        [0, 4],
        [4, 1],
        [5, 3],
        [8, 1],
      ] as const)
        outputs.push(...(await program.runSteps(stepsFrom(first, count, inOne))));
      expect(outputs).toEqual(expected);
      expect(await stateOf(runtime)).toEqual(after);
      expect(after.get('last')).toEqual(Float32Array.of(1 / 10));
      expect(await program.runSteps([])).toEqual([]);
      expect(await stateOf(runtime)).toEqual(after);
      await runtime.dispose();
    });

    test.each([0, 1, 3])('end with the first that is refused, and leave what was before it (%d)', async (wrong) => {
      const runtime = await open([weight, scale, last]);
      const start = await stateOf(runtime);
      const program = await runtime.compile('step', step, specs);
      const expected = await program.runSteps(stepsFrom(0, wrong, true));
      const before = await stateOf(runtime);
      await runtime.write(start);
      const steps = stepsFrom(0, 5, true).map((each, index) =>
        index === wrong ? { ...each, inputs: { ...each.inputs, rate: Float32Array.of(NaN) } } : each,
      );
      let asked = 0;
      const accept = (outputs: Record<string, Values>): boolean => {
        asked += 1;
        return Number.isFinite(outputs['sum']![0]);
      };
      const outputs = await program.runSteps(steps, accept);
      expect([outputs.length, asked]).toEqual([wrong + 1, wrong + 1]);
      expect(outputs.slice(0, -1)).toEqual(expected);
      expect(outputs.at(-1)!['sum']).toEqual(Float32Array.of(NaN));
      expect(await stateOf(runtime)).toEqual(before);
      // What comes afterwards starts from there.
      const [next] = await program.runSteps(stepsFrom(wrong, 1, true));
      await runtime.write(before);
      expect(await program.run(steps[wrong]!.inputs, { seed: [5, wrong] })).not.toEqual(next);
      await runtime.write(before);
      const [again] = stepsFrom(wrong, 1, false);
      expect(await program.run(again!.inputs, { seed: again!.seed })).toEqual(next);
      await runtime.dispose();
    });

    test('whose check throws leave what was before that step', async () => {
      const runtime = await open([weight, scale, last]);
      const program = await runtime.compile('step', step, specs);
      let asked = 0;
      const accept = (): boolean => {
        asked += 1;
        if (asked === 3) throw new Error('looked at in vain');
        return true;
      };
      await expect(program.runSteps(stepsFrom(0, 4, true), accept)).rejects.toThrow('looked at in vain');
      expect(await values(runtime, 'last')).toEqual([Math.fround(1 / 3)]);
      await runtime.dispose();
    });

    test('say what is wrong with one of them', async () => {
      const runtime = await open([weight, scale, last]);
      const program = await runtime.compile('step', step, specs);
      const [good, bad] = stepsFrom(0, 2, true);
      const steps = [good!, { ...bad!, inputs: { ...bad!.inputs, x: new Uint8Array(2) } }];
      await expect(program.runSteps(steps)).rejects.toThrow(/"x" of function "step" was given Uint8Array of 2/);
      await expect(program.runSteps([{ inputs: good!.inputs }])).rejects.toThrow(/run without a seed/);
      await runtime.dispose();
    });
  });

  describe('a program', () => {
    test('says what it is', async () => {
      const runtime = await open([]);
      const program = await runtime.compile('sum', ({ x }) => ({ y: tf.sum(tf.exp(x as tf.Tensor), 1) }), {
        x: float(2, 3),
      });
      expect(program).toMatchObject({ name: 'sum', inputs: { x: float(2, 3) }, outputs: { y: float(2) } });
      expect(program.statistics.kernels).toBe(2);
      expect(program.statistics.nodes).toBeGreaterThanOrEqual(2);
      expect(program.statistics.compileMilliseconds).toBeGreaterThan(0);
      await runtime.dispose();
    });

    test('refuses missing, short and wrongly typed inputs', async () => {
      const runtime = await open([]);
      const program = await runtime.compile('f', ({ x }) => ({ y: tf.neg(x as tf.Tensor) }), { x: int(2, 2) });
      await expect(program.run({})).rejects.toThrow(
        /Input "x" of function "f" was given nothing. Expected Int32Array of 4/,
      );
      await expect(program.run({ x: new Int32Array(3) })).rejects.toThrow(/given Int32Array of 3/);
      await expect(program.run({ x: new Float32Array(4) })).rejects.toThrow(
        /Expected Int32Array of 4 for int32\[2, 2\]/,
      );
      await runtime.dispose();
    });

    test('sees bytes as floats', async () => {
      const runtime = await open([]);
      const halve: TensorFunction = ({ bytes }) => ({ halves: tf.div(bytes as tf.Tensor, 2) });
      const program = await runtime.compile('halve', halve, { bytes: { shape: [3], dtype: 'uint8' } });
      expect(await program.run({ bytes: Uint8Array.of(0, 1, 255) })).toEqual({
        halves: new Float32Array([0, 0.5, 127.5]),
      });
      await expect(program.run({ bytes: new Float32Array(3) })).rejects.toThrow('Uint8Array of 3 for uint8[3]');
      await runtime.dispose();
    });

    test('that draws random numbers wants a seed, and repeats under the same one', async () => {
      const runtime = await open([]);
      const program = await runtime.compile('f', () => ({ y: randomUniform([5]) }), {});
      await expect(program.run({})).rejects.toThrow(/draws random numbers, but was run without a seed/);
      const [first, again, other] = [
        await program.run({}, { seed: [1, 2] }),
        await program.run({}, { seed: [1, 2] }),
        await program.run({}, { seed: [1, 3] }),
      ];
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
      await runtime.dispose();
    });

    test('does not run after it, or its runtime, was disposed', async () => {
      const runtime = await open([]);
      const compile = () => runtime.compile('f', ({ x }) => ({ y: tf.neg(x as tf.Tensor) }), { x: float(1) });
      const [one, two] = [await compile(), await compile()];
      await one.dispose();
      await one.dispose();
      await expect(one.run({ x: new Float32Array(1) })).rejects.toThrow(/run after it was disposed/);
      await runtime.dispose();
      await expect(two.run({ x: new Float32Array(1) })).rejects.toThrow(/run after it was disposed/);
    });

    test('of two compiled at once is traced apart', async () => {
      await tf.setBackend('cpu');
      const runtime = await open([]);
      const compile = (factor: number) =>
        runtime.compile(`times ${factor}`, ({ x }) => ({ y: tf.mul(x as tf.Tensor, factor) }), { x: float(1) });
      const programs = await Promise.all([compile(2), compile(3), compile(4)]);
      const results = await Promise.all(programs.map((program) => program.run({ x: new Float32Array([10]) })));
      expect(results.map(({ y }) => y?.[0])).toEqual([20, 30, 40]);
      expect(tf.getBackend()).toBe('cpu');
      await runtime.dispose();
    });

    test('leaves no tensors behind', async () => {
      const weight = tf.variable(tf.ones([3]), true, 'weight');
      const runtime = await open([weight]);
      const before = tf.memory().numTensors;
      for (let round = 0; round < 3; round++) {
        const step: TensorFunction = ({ x }) => {
          const { grads } = tf.variableGrads(() => tf.sum(tf.mul(weight, x as tf.Tensor)) as tf.Scalar, [weight]);
          weight.assign(tf.sub(weight, grads['weight'] as tf.Tensor));
          return {};
        };
        await (await runtime.compile('step', step, { x: float(3) })).run({ x: new Float32Array(3) });
      }
      expect(tf.memory().numTensors).toBe(before);
      await runtime.dispose();
    });
  });

  describe('training', () => {
    test.each(['dense', 'conv'] as const)(
      '%s: Adam steps give the same bits twice, one by one and together',
      async (name) => {
        const reference = referenceModels[name];
        const model = reference.build();
        const weights = weightsOf(model);
        const optimizer = tf.train.adam(1e-3);
        const runtime = await open([...weights, ...optimizerVariables(optimizer, weights)]);
        const start = new Map([...(await runtime.read())].map(([each, { values: saved }]) => [each, saved]));
        const spec = batchSpec(reference, 16);
        const size = spec['x']?.shape.reduce((product, each) => product * each, 1) ?? 0;
        const train = async (together: number) => {
          await runtime.write(start);
          // A fresh session each time: nothing may depend on where its memory happens to be.
          const program = await runtime.compile('train', trainStep(model, optimizer, weights), spec);
          const losses: (number | undefined)[] = [];
          for (let first = 0; first < steps; first += together) {
            const some = Array.from({ length: Math.min(together, steps - first) }, (_, index) => ({
              inputs: { x: numbers(size, 0, 1, (first + index) * 31) },
            }));
            losses.push(...(await program.runSteps(some)).map(({ loss }) => loss?.[0]));
          }
          await program.dispose();
          return { losses, state: await runtime.read() };
        };
        const [first, second] = [await train(1), await train(7)];
        expect(second.losses).toEqual(first.losses);
        for (const [each, { values: expected }] of first.state)
          expect(second.state.get(each)?.values, each).toEqual(expected);
        expect(first.losses.at(-1)).toBeLessThan(first.losses[0] ?? 0);
        await runtime.dispose();
        optimizer.dispose();
        model.dispose();
      },
    );
  });
}
