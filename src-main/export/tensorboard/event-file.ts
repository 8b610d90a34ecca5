/**
 * TensorBoard's event files: records of protocol buffers with checksums (tensorflow/core/util/event.proto and
 * tensorflow/core/lib/io/record_writer.h). Owns the container and the few fields of it that curves need.
 */
import protobuf from 'protobufjs';

export interface ScalarEvent {
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** By what TensorBoard calls the curve. */
  readonly values: Readonly<Record<string, number>>;
}

const root = protobuf.parse(`
  syntax = "proto3";
  message Value { string tag = 1; float simple_value = 2; }
  message Summary { repeated Value value = 1; }
  message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
`).root;
const eventType = root.lookupType('Event');

/** Begins with the record that says what the file is. */
export function eventFile(events: readonly ScalarEvent[]): Uint8Array {
  const first = { wallTime: events[0]?.time ?? 0, fileVersion: 'brain.Event:2' };
  const scalars = events.map(({ step, time, values }) => ({
    wallTime: time,
    step,
    summary: { value: Object.entries(values).map(([tag, simpleValue]) => ({ tag, simpleValue })) },
  }));
  return Buffer.concat([first, ...scalars].map((event) => record(eventType.encode(event).finish())));
}

/** Length (uint64), its checksum, the data, their checksum; little-endian. */
function record(data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedChecksum(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedChecksum(data));
  return Buffer.concat([head, data, tail]);
}

/** CRC-32C (Castagnoli), bit by bit; event files are small. */
export function checksum(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** Checksums of data that hold checksums are masked (tensorflow/core/lib/hash/crc32c.h). */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = checksum(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
