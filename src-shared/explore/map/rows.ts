/** All samples of a map with what is known of each, put together from the pieces of the wire. Owns the joining, no asking. */
import type { Latents } from './latents.ts';

export interface MapRows extends Latents {
  readonly version: number;
  /** Samples of the part; more than `count` where not all are on the map. */
  readonly total: number;
  /** Which sample of the data each row is. */
  readonly samples: Uint32Array;
  readonly error: Float32Array | null;
  readonly divergence: Float32Array | null;
  readonly labels: Uint16Array | null;
  /** 0: training, 1: validation, 2: test. */
  readonly parts: Uint8Array;
}

export const partTitles = ['Training', 'Validation', 'Test'] as const;

export type MapPiece = Omit<MapRows, 'version' | 'total' | 'count' | 'size' | 'values'> & {
  readonly latents: Float32Array;
};

export function joinPieces(
  { version, total, count, size }: Pick<MapRows, 'version' | 'total' | 'count' | 'size'>,
  pieces: readonly MapPiece[],
): MapRows {
  const joined = <A extends Float32Array | Uint32Array | Uint16Array | Uint8Array>(
    all: A,
    of: (piece: MapPiece) => A | null,
  ): A => {
    let at = 0;
    for (const piece of pieces) {
      const part = of(piece)!;
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  const first = pieces[0]!;
  return {
    ...{ version, total, count, size },
    values: joined(new Float32Array(count * size), ({ latents }) => latents),
    samples: joined(new Uint32Array(count), ({ samples }) => samples),
    error: first.error && joined(new Float32Array(count), ({ error }) => error),
    divergence: first.divergence && joined(new Float32Array(count), ({ divergence }) => divergence),
    labels: first.labels && joined(new Uint16Array(count), ({ labels }) => labels),
    parts: joined(new Uint8Array(count), ({ parts }) => parts),
  };
}
