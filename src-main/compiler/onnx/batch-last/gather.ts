/** Windows of images `[channels, positions, batch]` as the columns of a matrix. */
import type { WindowAxis } from '../../kernels/window.ts';
import type { OnnxBuilder } from '../builder.ts';
import { forwardTaps, range, type Taps } from '../kernels/patches.ts';

/** For each result position, the source position of each tap, or −1 for padding. */
export type Columns = readonly (readonly number[])[];

/** Sources of the windows at each output position, of a kernel's elements in row-major order. */
export function windowColumns(height: WindowAxis, width: WindowAxis): Columns {
  return crossed(forwardTaps(height), forwardTaps(width), height.input, width.input);
}

/** Positions of both axes together; outside of the source is padding. */
export function crossed(rows: Taps, columns: Taps, height: number, width: number): Columns {
  return rows.flatMap((ys) =>
    columns.map((xs) =>
      ys.flatMap((y) => xs.map((x) => (y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1))),
    ),
  );
}

export const isPadded = (columns: Columns): boolean => columns.some((column) => column.includes(-1));

/** Images `[channels, positions, batch]`, followed by a position of zeros when `padded`. */
export interface Source {
  readonly name: string;
  readonly padded: boolean;
  readonly channels: number;
  readonly positions: number;
  readonly batch: number;
}

/** `[channels · taps, columns · batch]`: these columns' windows, channel by channel. `again`: as a node of its own. */
export function gatherColumns(op: OnnxBuilder, source: Source, columns: Columns, again = false): string {
  const { name, padded, channels, positions, batch } = source;
  const taps = columns[0]?.length ?? 0;
  const at = range(taps).flatMap((tap) => columns.map((column) => (column[tap]! < 0 ? positions : column[tap]!)));
  const shape = [channels * taps, columns.length * batch];
  if (!padded && taps === 1 && at.length === positions && at.every((from, to) => from === to))
    return op.reshape(name, shape);
  const indices = again
    ? op.ownConstant(at, [taps, columns.length], 'int32')
    : op.constant(at, [taps, columns.length], 'int32');
  return op.reshape(op.node('Gather', [name, indices], { axis: 1 }), shape);
}
