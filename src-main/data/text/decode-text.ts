/** Bytes of a file as text: UTF-8, or UTF-16 with its mark at the start. Owns that choice and what is said of what is no text. */
import { FileProblem } from '../read-file.ts';

const utf16 = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** Line ends become `\n`. Throws FileProblem, in words that continue “it is …”. */
export function decodeText(bytes: Uint8Array): string {
  const marked = utf16.find(({ mark }) => bytes[0] === mark[0] && bytes[1] === mark[1]);
  if (!marked) {
    const zero = bytes.indexOf(0);
    if (zero >= 0) throw new FileProblem(`no text: line ${lineAt(bytes, zero)} holds a zero byte`);
  }
  return decode(bytes, marked?.encoding ?? 'utf-8').replace(/\r\n?/g, '\n');
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
    throw new FileProblem(
      `no ${name}: line ${lineAt(bytes, firstBroken(bytes, encoding))} cannot be read; save it as UTF-8`,
    );
  }
}

/** Of the first byte that cannot be decoded. */
function firstBroken(bytes: Uint8Array, encoding: string): number {
  let [good, bad] = [0, bytes.length];
  const reads = (end: number): boolean => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (reads(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function lineAt(bytes: Uint8Array, offset: number): string {
  let line = 1;
  for (let at = 0; at < offset; at++) if (bytes[at] === 10) line += 1;
  return line.toLocaleString('en');
}
