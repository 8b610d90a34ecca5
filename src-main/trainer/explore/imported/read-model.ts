/**
 * A TensorFlow.js model's files: model.json and the shards of weights beside it. Owns what is checked before anything is built of them; runs
 * nothing of theirs.
 */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { UserError } from '#shared/problem.ts';
import { isInside } from '../../../files/is-inside.ts';
import { modelFileSchema, type ModelFile } from './model-file.ts';
import * as v from 'valibot';

const mostJsonBytes = 50_000_000;
const mostWeightBytes = 600_000_000;

export interface ModelFiles {
  /** Of the folder, or of the file where that says more. */
  readonly name: string;
  readonly json: ModelFile;
  readonly weightSpecs: readonly io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
  /** Numbers in all weights. */
  readonly weights: number;
}

/** `path`: of a model.json, or of the folder it lies in. Throws a UserError that names the file and the fault. */
export async function readModelFiles(path: string): Promise<ModelFiles> {
  const status = await stat(path).catch(() => null);
  if (!status) throw refused(path, 'it is not there');
  const file = status.isDirectory() ? join(path, 'model.json') : path;
  const json = await readJson(file);
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights) as unknown as io.WeightsManifestEntry[];
  const expected = bytesOf(file, weightSpecs);
  const weightData = await readShards(file, json, expected);
  weightSpecs.reduce((at, spec) => at + checkNumbers(file, spec, weightData, at), 0);
  const folder = basename(dirname(file));
  return {
    name: basename(file) === 'model.json' ? folder : basename(file),
    ...{ json, weightSpecs, weightData },
    weights: weightSpecs.reduce((sum, { shape }) => sum + product(shape), 0),
  };
}

async function readJson(file: string): Promise<ModelFile> {
  const size = await stat(file)
    .then((found) => found.size)
    .catch(() => null);
  if (size === null) throw refused(file, 'it is not there', 'Choose the folder that holds model.json and its weights.');
  if (size > mostJsonBytes)
    throw refused(
      file,
      `it has ${Math.round(size / 1e6).toLocaleString('en')} MB, more than a model’s description ever needs`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw refused(file, 'it is no JSON');
  }
  const result = v.safeParse(modelFileSchema, parsed);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = issue.path?.map(({ key }) => String(key)).join('.') ?? '';
  throw refused(file, `it is no TensorFlow.js model: “${where || 'the whole'}” ${issue.message.toLowerCase()}`);
}

const bytesPer: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function bytesOf(file: string, specs: readonly io.WeightsManifestEntry[]): number {
  const names = new Set<string>();
  let total = 0;
  for (const { name, shape, dtype, quantization } of specs) {
    if (names.has(name)) throw refused(file, `the weight “${name}” is listed twice`);
    names.add(name);
    const per = bytesPer[quantization?.dtype ?? dtype];
    if (per === undefined)
      throw refused(file, `the weight “${name}” is of type ${quantization?.dtype ?? dtype}, which is not known`);
    total += product(shape) * per;
    if (total > mostWeightBytes)
      throw refused(
        file,
        `its weights take over ${mostWeightBytes / 1e6} MB (“${name}” is ${shape.join(' × ')})`,
        'Choose a smaller model.',
      );
  }
  return total;
}

async function readShards(file: string, { weightsManifest }: ModelFile, expected: number): Promise<ArrayBuffer> {
  const folder = await realpath(dirname(file));
  const all = new Uint8Array(expected);
  let at = 0;
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) {
    const shard = await realpath(join(folder, path)).catch(() => null);
    if (shard === null)
      throw refused(file, `its weights “${path}” are not beside it`, 'Choose the folder with all files of the model.');
    if (!isInside(folder, shard)) throw refused(file, `its weights “${path}” lie outside its folder`);
    const { size } = await stat(shard);
    if (at + size > expected)
      throw refused(
        file,
        `“${path}” is longer than the weights that are listed: ${(at + size).toLocaleString('en')} bytes, not ${expected.toLocaleString('en')}`,
      );
    all.set(await readFile(shard), at);
    at += size;
  }
  if (at < expected)
    throw refused(
      file,
      `its weights are cut short: ${at.toLocaleString('en')} bytes of ${expected.toLocaleString('en')}`,
    );
  return all.buffer;
}

/** Answers its bytes. */
function checkNumbers(file: string, spec: io.WeightsManifestEntry, data: ArrayBuffer, at: number): number {
  const { name, shape, dtype, quantization } = spec;
  const count = product(shape);
  const broken = quantization
    ? !isFinite(Number(quantization.scale ?? 1) + Number(quantization.min ?? 0))
    : dtype === 'float32' && !floats(data, at, count).every(Number.isFinite);
  if (broken)
    throw refused(
      file,
      `the weight “${name}” holds values that are not finite numbers`,
      'It was saved when its training had failed; choose another one.',
    );
  return count * bytesPer[quantization?.dtype ?? dtype]!;
}

const floats = (data: ArrayBuffer, at: number, count: number): Float32Array =>
  at % 4 === 0 ? new Float32Array(data, at, count) : new Float32Array(data.slice(at, at + count * 4));

export const refused = (
  file: string,
  reason: string,
  action = 'Save the model again with TensorFlow.js, or choose another one.',
): UserError =>
  new UserError({
    received: `“${basename(file)}” cannot be imported: ${reason}.`,
    expected: 'A whole TensorFlow.js layers or graph model was expected: model.json with its weights beside it.',
    action,
  });
