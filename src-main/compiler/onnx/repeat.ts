/**
 * A model that takes one step after the other in a single run: ONNX's Loop around the graph of one step. What a step stores
 * is handed to the next, what steps are given comes as one array of all, and so do their outputs. Knows no values.
 */
import { makeNode, valueInfo } from './builder.ts';
import type { OnnxModel } from './lower.ts';
import type { GraphProto, ValueInfo } from './schema.ts';

const countInput = 'steps';

/** What a step's input or output is called outside the loop. */
const ofAll = (name: string): string => `all ${name}`;

/** Of a model that takes one step. Inputs and outputs get an axis of steps in front; what is stored does not. */
export function repeated(model: OnnxModel): OnnxModel {
  const { stateInputs, stateOutputs } = model;
  const before = (stored: string): string => stateInputs.get(stored) ?? `state ${stored}`;
  const carried = new Map([...stateOutputs].map(([stored, after]) => [before(stored), after]));
  const kept = [...stateInputs].filter(([stored]) => !stateOutputs.has(stored));
  const named = (names: ReadonlyMap<string, string>) => new Map([...names].map(([each, name]) => [each, ofAll(name)]));
  return {
    ...model,
    graph: loop(model.graph, carried, new Set(kept.map(([, name]) => name))),
    inputs: named(model.inputs),
    outputs: named(model.outputs),
    stateInputs: new Map([
      ...kept,
      ...[...stateOutputs.keys()].map((stored) => [stored, ofAll(before(stored))] as const),
    ]),
    stateOutputs: named(stateOutputs),
    keysInput: ofAll(model.keysInput),
    countInput,
  };
}

/**
 * `carried`: inputs that a step's output replaces, with that output; the step need not have them. `kept`: inputs that are
 * the same for all steps, and keep their names.
 */
function loop(step: GraphProto, carried: ReadonlyMap<string, string>, kept: ReadonlySet<string>): GraphProto {
  const replacing = new Set(carried.values());
  const given = step.input.filter(({ name }) => !carried.has(name) && !kept.has(name));
  const same = step.input.filter(({ name }) => kept.has(name));
  const outcomes = step.output.filter(({ name }) => !replacing.has(name));
  const ends = [...replacing].map((name) => step.output.find((output) => output.name === name)!);
  const starts = [...carried.keys()].map((name, index) => ({ ...ends[index]!, name }));
  const [number, goesOn, stillGoesOn] = ['step number', 'goes on', 'still goes on'];
  const body: GraphProto = {
    ...step,
    node: [
      ...given.map(({ name }) => makeNode('Gather', [ofAll(name), number], [name], { axis: 0 })),
      ...step.node,
      makeNode('Identity', [goesOn], [stillGoesOn], {}),
    ],
    input: [valueInfo(number, [], 'int64'), valueInfo(goesOn, [], 'bool'), ...starts],
    output: [valueInfo(stillGoesOn, [], 'bool'), ...ends, ...outcomes],
  };
  const [first, last] = [starts.map(renamed), [...ends.map(renamed), ...outcomes.map(stacked)]];
  const names = (values: readonly ValueInfo[]): string[] => values.map(({ name }) => name);
  return {
    name: step.name,
    node: [makeNode('Loop', [countInput, '', ...names(first)], names(last), { body: { graph: body } })],
    initializer: [],
    input: [valueInfo(countInput, [], 'int64'), ...given.map(stacked), ...first, ...same],
    output: last,
  };
}

const renamed = (info: ValueInfo): ValueInfo => ({ ...info, name: ofAll(info.name) });

/** Of so many steps as there are: the axis in front has no size. */
function stacked({ name, type: { tensorType } }: ValueInfo): ValueInfo {
  const shape = { dim: [{}, ...tensorType.shape.dim] };
  return { name: ofAll(name), type: { tensorType: { ...tensorType, shape } } };
}
