/** ZIP archives as hostile as a test wants them, byte by byte. Owns no expectations. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFileSpec {
  readonly name: string | Buffer;
  readonly data?: Uint8Array | string;
  readonly deflate?: boolean;
  /** Instead of what is true. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly checksum?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode, in the upper half of the external attributes. */
  readonly mode?: number;
  /** Offset of the local header; another file's, to overlap. */
  readonly offset?: number;
}

export function buildZip(files: readonly ZipFileSpec[], entryCount = files.length): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const spec of files) {
    const data = Buffer.from(spec.data ?? '');
    const packed = spec.deflate ? deflateRawSync(data, { level: 9 }) : data;
    const name = Buffer.from(spec.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(spec.flags ?? 0x0800, 2);
    common.writeUInt16LE(spec.method ?? (spec.deflate ? 8 : 0), 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(spec.checksum ?? crc32(data), 10);
    common.writeUInt32LE(spec.packedSize ?? packed.length, 14);
    common.writeUInt32LE(spec.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((spec.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(spec.offset ?? at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, name]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entryCount, 8);
  end.writeUInt16LE(entryCount, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
