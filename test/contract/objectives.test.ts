/**
 * Every objective: its steps compiled on every device of this machine are what TensorFlow.js computes op by op; the same
 * seed gives the same weights; each player's gradient is the derivative of its loss; and that loss falls.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { setEagerSeed, type Runtime, type TensorSpec, type Values } from '#main/compiler/index.ts';
import { devices } from '#main/devices/index.ts';
import { inputSpecs, inputValues, type ProgramKind, type StepInputs } from '#main/trainer/inputs.ts';
import { buildModel } from '#main/trainer/model.ts';
import type { LossContext } from '#main/trainer/objectives/objective.ts';
import { Programs, Trainable } from '#main/trainer/programs.ts';
import { pictureLayout } from '#main/trainer/seen.ts';
import { checkProject } from '#shared/graph/check.ts';
import { formOf } from '#shared/graph/data-form.ts';
import { builtinNames, type Project } from '#shared/graph/document.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { sizeOf } from '#shared/layers/layer.ts';
import { findObjective, objectiveOf, objectives, type ObjectiveKind } from '#shared/objectives/index.ts';
import { expectClose, inDoubles, numbers, runEagerly, type Outputs } from '../main/compiler/compare.ts';
import { chain } from '../shared/graph/chain.ts';
import { type ObjectiveCase, objectiveCases, pairedData } from './objective-cases.ts';

const count = 4;
const tolerance = 1e-4;

/** Those of text alone are tested on words: test/main/trainer/text-objectives.test.ts. */
const kinds = (Object.keys(objectives) as ObjectiveKind[]).filter(
  (kind) => findObjective(kind)!.forms?.join() !== 'text',
);
const cases = kinds.flatMap((kind) =>
  Object.entries(objectiveCases[kind] ?? {}).map(([name, each]) => [`${kind}: ${name}`, each] as const),
);

const opened: Trainable[] = [];
const runtimes: Runtime[] = [];
afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.dispose();
  opened.splice(0).forEach((trainable) => trainable.dispose());
});

async function open({ project, targetShape, data }: ObjectiveCase): Promise<Trainable> {
  const trainable = new Trainable(await buildModel(project, 3), project, {
    ...(data?.layout ?? pictureLayout),
    target: targetShape ?? null,
  });
  opened.push(trainable);
  return trainable;
}

const stepOf = (step: number): StepInputs => ({ learningRate: 0.02, step, position: { epochs: step / 10 } });

const bytes = (size: number, offset: number): Uint8Array => Uint8Array.from(numbers(size, 12, 243, offset));

/** Batch number `offset`: always the same. */
function batchOf({ labels, targetShape, data }: ObjectiveCase, { model }: Trainable, offset: number) {
  return {
    values: data?.batch(count, offset) ?? bytes(count * sizeOf(model.input.shape), offset * 1000),
    count,
    targets: targetShape ? bytes(count * sizeOf(targetShape), offset * 1000 + 500) : null,
    labels: labels === undefined ? null : Int32Array.from({ length: count }, (_, at) => (at + offset) % labels),
  };
}

/** TensorFlow.js has no bytes: the same numbers as floats. */
const eagerSpecs = (trainable: Trainable, kind: ProgramKind): Record<string, TensorSpec> =>
  Object.fromEntries(
    Object.entries(inputSpecs(trainable, kind, count)).map(([name, { shape, dtype }]) => [
      name,
      { shape, dtype: dtype === 'uint8' ? ('float32' as const) : dtype },
    ]),
  );
const eagerValues = (values: Record<string, Values>): Record<string, Values> =>
  Object.fromEntries(
    Object.entries(values).map(([name, each]) => [name, each instanceof Uint8Array ? Float32Array.from(each) : each]),
  );

/** Steps through one turn of all players, at least three. */
const stepsOf = (trainable: Trainable): number[] =>
  Array.from({ length: Math.max(3, trainable.period + 1) }, (_, index) => index + 1);

/** What a trained network is asked for; without an output it makes nothing. */
const judgedBy = ({ model }: Trainable): readonly ('evaluate' | 'predict')[] =>
  model.output ? ['evaluate', 'predict'] : ['evaluate'];

const named = (trainable: Trainable, values: (variable: tf.Variable) => Values): Outputs =>
  Object.fromEntries(trainable.variables.map(({ name, variable }) => [name, values(variable)]));

interface Trace {
  /** What each step, then evaluation, then prediction gave out. */
  readonly outputs: readonly Outputs[];
  readonly weights: Outputs;
}

async function runCompiled(
  each: ObjectiveCase,
  trainable: Trainable,
  device: (typeof devices)[number],
): Promise<Trace> {
  const runtime = await device.open(trainable.storage);
  runtimes.push(runtime);
  const programs = new Programs(runtime, trainable);
  const outputs: Outputs[] = [];
  // What a run gives out is its own until the next one.
  const keep = (given: Record<string, Values>): void => {
    outputs.push(Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values.slice() as Values])));
  };
  for (const step of stepsOf(trainable)) {
    const program = await programs.get('train', count, trainable.playersAt(step));
    keep(
      await program.run(inputValues(trainable, 'train', batchOf(each, trainable, step), stepOf(step)), {
        seed: [7, step],
      }),
    );
  }
  for (const kind of judgedBy(trainable)) {
    const program = await programs.get(kind, count);
    keep(await program.run(inputValues(trainable, kind, batchOf(each, trainable, 0)), { seed: [8, 0] }));
  }
  const read = await runtime.read();
  return { outputs, weights: named(trainable, ({ name }) => read.get(name)!.values) };
}

async function runByOps(each: ObjectiveCase, trainable: Trainable): Promise<Trace> {
  const outputs: Outputs[] = [];
  for (const step of stepsOf(trainable)) {
    setEagerSeed([7, step]);
    const values = inputValues(trainable, 'train', batchOf(each, trainable, step), stepOf(step));
    const fn = trainable.train(trainable.playersAt(step));
    outputs.push(await runEagerly(fn, eagerSpecs(trainable, 'train'), eagerValues(values)));
  }
  for (const kind of judgedBy(trainable)) {
    setEagerSeed([8, 0]);
    const values = inputValues(trainable, kind, batchOf(each, trainable, 0));
    outputs.push(await runEagerly(trainable[kind], eagerSpecs(trainable, kind), eagerValues(values)));
  }
  return { outputs, weights: named(trainable, (variable) => variable.dataSync() as Values) };
}

const here = await Promise.all(devices.map(async (device) => ({ device, ...(await device.status()) })));

describe.each(here.filter(({ available }) => available))('on $id', ({ device }) => {
  test.each(cases)('%s, compiled as op by op', async (_, each) => {
    const trainable = await open(each);
    const before = named(trainable, (variable) => variable.dataSync().slice() as Values);
    const compiled = await runCompiled(each, trainable, device);
    const eager = await runByOps(each, trainable);
    compiled.outputs.forEach((outputs, at) => expectClose(outputs, eager.outputs[at]!, tolerance));
    expectClose(compiled.weights, eager.weights, tolerance);
    for (const { name, node, trainable: moves } of trainable.model.weights)
      if (moves && !each.idle?.includes(node.id))
        expect([...compiled.weights[`weights/${name}`]!], `${name} has moved`).not.toEqual([
          ...before[`weights/${name}`]!,
        ]);
  });

  test.each(cases)('%s, same seed, same bits', async (_, each) => {
    const [first, second] = [await open(each), await open(each)];
    expect(await runCompiled(each, second, device)).toEqual(await runCompiled(each, first, device));
  });
});

/** The players of a case by the name that its losses are asked for. */
function playersOf(trainable: Trainable): { name: string; asked: string | null; nodes: ReadonlySet<string> }[] {
  const { model, project } = trainable;
  const players = trainable.objective.players?.(model, project.objective.params) ?? [];
  if (players.length > 1) return players.map(({ name, nodes }) => ({ name, asked: name, nodes }));
  return [{ name: players[0]?.name ?? 'model', asked: null, nodes: new Set(model.nodes.map(({ id }) => id)) }];
}

/** A player's loss in training, penalties left out, always of the same batch and random numbers. For within a tidy. */
function lossOf(each: ObjectiveCase, trainable: Trainable, player: string | null): tf.Tensor {
  const { project, model, objective } = trainable;
  const { values, targets, labels } = batchOf(each, trainable, 0);
  const scaled = (from: ArrayLike<number>, shape: readonly number[]): tf.Tensor => {
    const [low, high] = project.data.image.range === 'zeroToOne' ? [0, 1] : [-1, 1];
    return tf.tensor(
      Array.from(from).map((byte) => low + ((high - low) * byte) / 255),
      [count, ...shape],
      'float32',
    );
  };
  const stored = (): tf.Tensor => tf.tensor(Array.from(values), [count, ...model.input.shape], 'float32');
  const { values: input, observed } = each.data
    ? trainable.see(stored())
    : { values: scaled(values, model.input.shape), observed: null };
  const numbersNow = objective.numbers?.(project.objective.params, { epochs: 0.5 }) ?? {};
  const context: LossContext<typeof project.objective.params> = {
    model,
    project,
    params: project.objective.params,
    form: trainable.layout.form,
    ...{ input, observed },
    targetObserved: null,
    target: targets && scaled(targets, each.targetShape!),
    labels: labels && tf.tensor1d(labels, 'int32'),
    numbers: Object.fromEntries(Object.entries(numbersNow).map(([name, value]) => [name, tf.scalar(value)])),
    training: true,
    player,
  };
  setEagerSeed([9, 9]);
  return objective.loss(context).loss;
}

describe('gradients are derivatives', () => {
  test.each(cases)('%s', async (_, each) => {
    const trainable = await open(each);
    await tf.setBackend('cpu');
    const { weights } = trainable.model;
    const start = weights.map(({ variable }) => Float64Array.from(variable.dataSync()));
    /** All weights where they began, those of one moved: averages move when a loss is computed. */
    const reset = (moved = -1, direction: ArrayLike<number> = [], by = 0): void =>
      weights.forEach(({ variable }, at) => {
        const values = Array.from(start[at]!, (value, index) => value + (at === moved ? by * direction[index]! : 0));
        variable.assign(tf.tensor(values, variable.shape, 'float32'));
      });
    for (const { name: player, asked, nodes } of playersOf(trainable)) {
      const own = weights.filter(({ node, trainable: moves }) => moves && nodes.has(node.id));
      inDoubles(() =>
        tf.tidy(() => {
          reset();
          const loss = (): tf.Scalar => tf.sum(lossOf(each, trainable, asked));
          const { grads } = tf.variableGrads(
            loss,
            own.map(({ variable }) => variable),
          );
          for (const { name, node, variable } of own) {
            if (each.estimated?.includes(node.id)) continue;
            const at = weights.findIndex((weight) => weight.name === name);
            const direction = numbers(variable.size, -1, 1, at * 100);
            const gradient = grads[variable.name]?.dataSync() ?? [];
            const exact = direction.reduce((sum, value, index) => sum + value * (gradient[index] ?? 0), 0);
            const step = 1e-5;
            const [ahead, behind] = [step, -step].map((by) => {
              reset(at, direction, by);
              return loss().dataSync()[0]!;
            });
            const difference = (ahead! - behind!) / (2 * step);
            const scale = Math.max(Math.abs(exact), Math.abs(difference), 1e-4);
            expect(
              Math.abs(exact - difference) / scale,
              `${player}, ${name}: ${exact} against ${difference}`,
            ).toBeLessThan(1e-5);
          }
        }),
      );
    }
  });
});

describe('losses fall', () => {
  test.each(cases)('%s', async (_, each) => {
    const trainable = await open(each);
    await tf.setBackend('cpu');
    const start = trainable.variables.map(({ variable }) => variable.dataSync().slice());
    for (const { name, asked } of playersOf(trainable)) {
      trainable.variables.forEach(({ variable }, at) =>
        tf.tidy(() => variable.assign(tf.tensor(start[at]!, variable.shape))),
      );
      const loss = (): number => tf.tidy(() => lossOf(each, trainable, asked).dataSync()[0]!);
      const before = loss();
      for (let step = 1; step <= 20; step++) {
        setEagerSeed([7, step]);
        const values = inputValues(trainable, 'train', batchOf(each, trainable, 0), {
          ...stepOf(step),
          position: { epochs: 0.5 },
        });
        await runEagerly(trainable.train([name]), eagerSpecs(trainable, 'train'), eagerValues(values));
      }
      expect(loss(), name).toBeLessThan(before);
    }
  });
});

/** Pictures, or else the built-in data of a form that an objective learns from. */
function dataFor(kind: ObjectiveKind, { data }: Project): Project['data'] {
  const [form = 'image'] = findObjective(kind)!.forms ?? [];
  const name = builtinNames.find((builtin) => formOf({ kind: 'builtin', name: builtin }) === form)!;
  return { ...data, source: { kind: 'builtin', name } };
}

describe('what an objective says of itself', () => {
  test.each(kinds)(
    '%s has settings of its own kind in every case, no faults, and the terms that it names',
    async (kind) => {
      const named = Object.keys(objectives[kind].terms);
      const measured = new Set<string>();
      expect(Object.keys(objectiveCases[kind] ?? {}).length).toBeGreaterThan(0);
      for (const each of Object.values(objectiveCases[kind])) {
        expect(each.project.objective.kind).toBe(kind);
        expect(checkProject(each.project).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(objectiveOf(each.project)!.advise(each.project.objective.params, each.project)).not.toBe('');
        const trainable = await open(each);
        const { loss, ...terms } = await runEagerly(
          trainable.evaluate,
          eagerSpecs(trainable, 'evaluate'),
          eagerValues(inputValues(trainable, 'evaluate', batchOf(each, trainable, 0))),
        );
        expect(loss).toHaveLength(1);
        expect(named).toEqual(expect.arrayContaining(Object.keys(terms)));
        Object.keys(terms).forEach((name) => measured.add(name));
      }
      // Not every setting has every figure.
      expect([...measured].sort()).toEqual(named.toSorted());
    },
  );

  test.each(kinds)('%s adopts a plain autoencoder: nothing is lost, and nothing is wrong', (kind) => {
    const plain = chain(
      [28, 28, 1],
      ['flatten'],
      ['dense', { units: 16, activation: 'sigmoid' }],
      ['latent'],
      ['dense', { units: 784, activation: 'sigmoid' }],
      ['reshape', { targetShape: [28, 28, 1] }],
    );
    // Other data are no part of a design: pairs need two folders.
    const data = objectives[kind].target === 'pair' ? pairedData(plain).data : dataFor(kind, plain);
    const adopted = setObjective({ ...plain, data }, kind);
    const withoutLatent = ({ id, kind: of, params }: (typeof plain.graph.nodes)[number]): unknown =>
      of === 'latent' ? { id, of } : { id, of, params };
    expect(adopted.graph.nodes.map(withoutLatent)).toEqual(
      expect.arrayContaining(plain.graph.nodes.map(withoutLatent)),
    );
    expect(checkProject(adopted).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
