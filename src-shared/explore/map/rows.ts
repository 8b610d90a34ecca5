/** All samples of a map with what is known of each, put together from the pieces of the wire. Owns the joining, no asking. */
import type { Latents } from './latents.ts';

/** Of each row, as far as it is known: what takes longer than its latent. */
export interface MapScores {
  readonly error: Float32Array | null;
  readonly divergence: Float32Array | null;
}

export interface MapRows extends Latents {
  readonly version: number;
  /** Samples of the part; more than `count` where not all are on the map. */
  readonly total: number;
  /** What could be said of each row beyond its latent. */
  readonly scores: { readonly [Score in keyof MapScores]: boolean };
  /** Which sample of the data each row is. */
  readonly samples: Uint32Array;
  readonly labels: Uint16Array | null;
  /** Index among dataParts. */
  readonly parts: Uint8Array;
}

/**
 * The points of these samples, ascending; samples that are not on the map are left out. `rowsOf`: the row of each point, null where
 * points are rows.
 */
export function pointsOf({ samples }: MapRows, rowsOf: Uint32Array | null, wanted: readonly number[]): number[] {
  const isWanted = new Uint8Array(samples.reduce((most, sample) => Math.max(most, sample + 1), 0));
  for (const sample of wanted) isWanted[sample] = 1;
  const points: number[] = [];
  const count = rowsOf?.length ?? samples.length;
  for (let point = 0; point < count; point++)
    if (isWanted[samples[rowsOf === null ? point : rowsOf[point]!]!] === 1) points.push(point);
  return points;
}

export type MapPiece = Pick<MapRows, 'samples' | 'labels' | 'parts'> & {
  readonly latents: Float32Array;
};

export function joinPieces(
  { version, total, count, size, scores }: Pick<MapRows, 'version' | 'total' | 'count' | 'size' | 'scores'>,
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
    ...{ version, total, count, size, scores },
    values: joined(new Float32Array(count * size), ({ latents }) => latents),
    samples: joined(new Uint32Array(count), ({ samples }) => samples),
    labels: first.labels && joined(new Uint16Array(count), ({ labels }) => labels),
    parts: joined(new Uint8Array(count), ({ parts }) => parts),
  };
}
