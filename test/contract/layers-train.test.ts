/**
 * Each layer kind trains: three steps of the trainer's own train function, compiled on every device of this machine,
 * against the same function run op by op by TensorFlow.js.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { setEagerSeed, type TensorSpec, type Values } from '#main/compiler/index.ts';
import { devices } from '#main/devices/index.ts';
import { buildModel } from '#main/trainer/model.ts';
import { Programs, Trainable } from '#main/trainer/programs.ts';
import { makeBlock } from '#shared/graph/block-edits.ts';
import type { Project } from '#shared/graph/document.ts';
import { insertOnEdge, setParams } from '#shared/graph/edit.ts';
import type { AnyParams } from '#shared/layers/fields.ts';
import { sizeOf, type Shape } from '#shared/layers/layer.ts';
import { expectClose, numbers, runEagerly } from '../main/compiler/compare.ts';
import { builtKinds, layerCases, type BuiltKind } from './layers/cases.ts';
import { paramsOf } from './layers/eager.ts';
import { more, projectWith } from './layers/project-with.ts';

const batchSize = 3;
const steps = [1, 2, 3];
const tolerance = 1e-4;

const opened: Trainable[] = [];
afterEach(() => opened.splice(0).forEach((trainable) => trainable.dispose()));

const expectTrains = (kind: BuiltKind, params: AnyParams, device: (typeof devices)[number]): Promise<void> =>
  expectProjectTrains(projectWith(kind, params), device);

async function expectProjectTrains(project: Project, device: (typeof devices)[number]): Promise<void> {
  const trainable = new Trainable(await buildModel(project, 3), project);
  opened.push(trainable);
  const { input } = trainable.model;
  const variables = trainable.variables.map(({ variable }) => variable);
  const inputs = steps.map((step): Record<string, Values> => ({
    batch: Uint8Array.from(numbers(batchSize * sizeOf(input.shape as Shape), 12, 243, step * 1000)),
    learningRate: Float32Array.of(0.01),
    step: Float32Array.of(step),
  }));

  const runtime = await device.open(variables);
  const before = await runtime.read();
  const program = await new Programs(runtime, trainable).get('train', batchSize);
  const losses: number[] = [];
  for (const [index, step] of steps.entries())
    losses.push((await program.run(inputs[index]!, { seed: [7, step] }))['loss']![0]!);
  const compiled = await runtime.read();
  await runtime.dispose();

  const scalar: TensorSpec = { shape: [], dtype: 'float32' };
  const specs = {
    batch: { shape: [batchSize, ...input.shape], dtype: 'float32' } as const,
    learningRate: scalar,
    step: scalar,
  };
  const eagerLosses: number[] = [];
  for (const [index, step] of steps.entries()) {
    setEagerSeed([7, step]);
    const eagerly = { ...inputs[index]!, batch: Float32Array.from(inputs[index]!['batch']!) };
    eagerLosses.push((await runEagerly(trainable.train(['model']), specs, eagerly))['loss']![0]!);
  }
  expectClose({ losses: Float32Array.from(losses) }, { losses: Float32Array.from(eagerLosses) }, tolerance);
  const named = (values: (variable: tf.Variable) => Values): Record<string, Values> =>
    Object.fromEntries(trainable.variables.map(({ name, variable }) => [name, values(variable)]));
  expectClose(
    named(({ name }) => compiled.get(name)!.values),
    named((variable) => variable.dataSync() as Values),
    tolerance,
  );
  for (const { name, variable } of trainable.model.weights)
    expect([...compiled.get(variable.name)!.values], `${name} has moved`).not.toEqual([
      ...before.get(variable.name)!.values,
    ]);
}

const here = await Promise.all(devices.map(async (device) => ({ device, ...(await device.status()) })));

/** Words are looked up, not changed: what comes before an embedding can learn nothing from it (see text-objectives.test.ts for it itself). */
const learning = builtKinds.filter((kind) => kind !== 'embedding');

describe.each(here.filter(({ available }) => available))('on $id', ({ device }) => {
  test.each(learning)('%s', (kind) => expectTrains(kind, layerCases[kind].typical.params, device));
  test('a block that repeats and holds another', () => {
    const plain = projectWith('conv2d', paramsOf('conv2d', { filters: 2, kernelSize: [1, 1] }));
    const inner = insertOnEdge(plain, 'to-flat', 'block');
    const outer = makeBlock(inner, ['tested', inner.graph.nodes.at(-1)!.id], 'Outer');
    return expectProjectTrains(setParams(outer, outer.graph.nodes.at(-1)!.id, { repeat: 2 }), device);
  });
  test.each(more)('%s with %j', (kind, params) => expectTrains(kind, params, device));
});
