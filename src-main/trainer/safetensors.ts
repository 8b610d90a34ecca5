/**
 * The safetensors container (github.com/huggingface/safetensors, format description): named tensors and a few texts in
 * one file, with a SHA-256 over all of it. Owns bytes; what the tensors and texts mean is checkpoint.ts's.
 *
 * Layout: header length (uint64, little-endian) · header (JSON, padded with spaces to 8 bytes) · data, row-major,
 * little-endian. Header: { "__metadata__": { …texts, "sha256": hex }, name: { dtype, shape, data_offsets } }.
 * The digest covers the unpadded header with an empty "sha256", then the data.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import * as v from 'valibot';
import type { DType, TensorSpec, Values } from '../compiler/index.ts';

export interface NamedTensor {
  readonly spec: TensorSpec;
  readonly values: Values;
}

export interface Container {
  readonly texts: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

const names: Record<DType, string> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };
const kinds: Readonly<Record<string, DType>> = { F32: 'float32', I32: 'int32', BOOL: 'bool' };
const bytesPer: Record<DType, number> = { float32: 4, int32: 4, bool: 1 };

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.object({
  dtype: v.picklist(Object.keys(kinds)),
  shape: v.array(whole),
  data_offsets: v.tuple([whole, whole]),
});
const headerSchema = v.objectWithRest({ __metadata__: v.record(v.string(), v.string()) }, entrySchema);

/** A file that is no whole safetensors file of ours; the message is the second half of a sentence. */
export class DamagedContainer extends Error {}

const digestOf = (header: string, data: Uint8Array): string =>
  createHash('sha256').update(header).update(data).digest('hex');

const headerText = (header: object, texts: Readonly<Record<string, string>>, sha256: string): string =>
  JSON.stringify({ __metadata__: { ...texts, sha256 }, ...header });

function requireLittleEndian(): void {
  if (endianness() !== 'LE') throw new Error('Checkpoints need a little-endian machine.');
}

export function writeContainer({ texts, tensors }: Container): Uint8Array {
  requireLittleEndian();
  const entries: Record<string, v.InferOutput<typeof entrySchema>> = {};
  let end = 0;
  // Widest elements first, so that every tensor starts on a multiple of its element size.
  const ordered = [...tensors].sort(([, a], [, b]) => bytesPer[b.spec.dtype] - bytesPer[a.spec.dtype]);
  for (const [name, { spec, values }] of ordered) {
    entries[name] = {
      dtype: names[spec.dtype],
      shape: [...spec.shape],
      data_offsets: [end, end + values.byteLength],
    };
    end += values.byteLength;
  }
  const data = new Uint8Array(end);
  for (const [name, { values }] of ordered)
    data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), entries[name]!.data_offsets[0]);
  const sha256 = digestOf(headerText(entries, texts, ''), data);
  const header = new TextEncoder().encode(headerText(entries, texts, sha256));
  const padded = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + padded + end).fill(0x20, 8, 8 + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(header, 8);
  file.set(data, 8 + padded);
  return file;
}

/** Throws DamagedContainer unless the file is whole, unchanged, and describes its data exactly. */
export function readContainer(file: Uint8Array): Container {
  requireLittleEndian();
  if (file.length < 16) throw new DamagedContainer('it is too short');
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - 8)) throw new DamagedContainer('its end is missing');
  const start = 8 + Number(length);
  const header = file.subarray(8, start);
  const { __metadata__: given, ...entries } = parseHeader(header);
  const { sha256, ...texts } = given;
  const data = file.subarray(start);
  // As it was written, to the last space: whatever else reads as the same JSON was changed.
  const written = Buffer.from(headerText(entries, texts, sha256));
  const isAsWritten = Buffer.concat([written, Buffer.alloc(-written.length & 7, ' ')]).equals(header);
  if (!isAsWritten || digestOf(headerText(entries, texts, ''), data) !== sha256)
    throw new DamagedContainer('its contents do not match their checksum');
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(entries)) tensors.set(name, readTensor(name, entry, data));
  return { texts, tensors };
}

function parseHeader(bytes: Uint8Array): v.InferOutput<typeof headerSchema> {
  try {
    return v.parse(headerSchema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new DamagedContainer('its header is not readable');
  }
}

function readTensor(name: string, entry: v.InferOutput<typeof entrySchema>, data: Uint8Array): NamedTensor {
  const dtype = kinds[entry.dtype]!;
  const [begin, end] = entry.data_offsets;
  const bytes = entry.shape.reduce((product, n) => product * n, bytesPer[dtype]);
  if (end - begin !== bytes || end > data.length) throw new DamagedContainer(`“${name}” does not fit its shape`);
  // A copy: aligned, and free of the file's buffer (a Buffer's own `slice` would copy nothing).
  const own = new Uint8Array(data.subarray(begin, end)).buffer;
  const values =
    dtype === 'float32' ? new Float32Array(own) : dtype === 'int32' ? new Int32Array(own) : new Uint8Array(own);
  return { spec: { shape: entry.shape, dtype }, values };
}
