/** What each program of a run is fed: names, shapes and values. Owns that list, and nothing of what is computed. */
import { objectiveOf } from '#shared/objectives/index.ts';
import type { InputSpec, Values } from '../compiler/index.ts';
import type { Batch } from './batches.ts';
import type { Position } from './objectives/objective.ts';
import type { Trainable } from './programs.ts';

export type ProgramKind = 'train' | 'evaluate' | 'predict' | 'diagnose';

/** How an objective's number is called among a program's inputs. */
export const numberName = (name: string): string => `number/${name}`;

const scalar: InputSpec = { shape: [], dtype: 'float32' };

/** Samples come as they are stored: batch [count, …input], and for losses also target [count, …target] or labels [count] where the objective compares with them. */
export function inputSpecs(trainable: Trainable, kind: ProgramKind, count: number): Record<string, InputSpec> {
  const { project } = trainable;
  const batch = trainable.inputSpec(count);
  const target = trainable.targetSpec(count);
  const { writes } = trainable;
  if (kind === 'predict' && writes !== null) return { batch, words: { shape: [count, writes], dtype: 'int32' } };
  if (kind === 'predict' || kind === 'diagnose') return { batch };
  const compared = objectiveOf(project)?.target;
  const numbers = Object.keys(trainable.objective.numbers?.(project.objective.params, null) ?? {});
  return {
    batch,
    ...(compared === 'pair' && target ? { target } : {}),
    ...(compared === 'label' ? { labels: { shape: [count], dtype: 'int32' } } : {}),
    ...Object.fromEntries(numbers.map((name) => [numberName(name), scalar])),
    ...(kind === 'train' ? { learningRate: scalar, step: scalar } : {}),
  };
}

/** A step's place in training; `step` counts from 1. */
export interface StepInputs {
  readonly learningRate: number;
  readonly step: number;
  readonly position: Position;
}

/** For training: at a step. For all others: as a trained network is judged. */
export function inputValues(
  trainable: Trainable,
  kind: ProgramKind,
  batch: Batch,
  step?: StepInputs,
): Record<string, Values> {
  const names = Object.keys(inputSpecs(trainable, kind, batch.count));
  const numbers = trainable.objective.numbers?.(trainable.project.objective.params, step?.position ?? null) ?? {};
  const all: Record<string, Values | null | undefined> = {
    batch: batch.values,
    target: batch.targets,
    labels: batch.labels,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [numberName(name), Float32Array.of(value)])),
    learningRate: step && Float32Array.of(step.learningRate),
    step: step && Float32Array.of(step.step),
  };
  return Object.fromEntries(
    names.map((name) => {
      const values = all[name];
      if (!values) throw new Error(`A program for ${kind} needs “${name}”, which this batch has not.`);
      return [name, values];
    }),
  );
}
