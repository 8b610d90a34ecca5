/** Fetches all samples of a map: computed in one go, brought over in pieces that leave the window quick. Owns the fetching alone. */
import type { MapPart } from '#shared/explore/latent-map.ts';
import { joinPieces, type MapPiece, type MapRows, type MapScores } from '#shared/explore/map/rows.ts';
import type { ExploreProgress } from '#shared/wire/explore/index.ts';
import { mostPieceValues, type LatentMapRows } from '#shared/wire/explore/latent-map.ts';
import { ask, startJob, type Job } from '../../state/explore.svelte.ts';
import { decodeBytes, decodeFloats } from '../bytes.ts';

/** Rejects as cancelled once called off, also between two pieces. */
export function loadRows(part: MapPart, onProgress: (progress: ExploreProgress) => void): Job<MapRows> {
  const job = startJob('explore:latentMap', { part }, onProgress);
  const controller = new AbortController();
  return {
    result: fetchPieces(part, job, controller.signal),
    cancel() {
      controller.abort();
      job.cancel();
    },
  };
}

async function fetchPieces(
  part: MapPart,
  { result }: Job<Omit<MapRows, keyof MapPiece | 'values'>>,
  signal: AbortSignal,
): Promise<MapRows> {
  const map = await result;
  const rows = Math.max(1, Math.floor(mostPieceValues / map.size));
  const pieces: MapPiece[] = [];
  for (let from = 0; from < map.count; from += rows) {
    const piece = await ask('explore:latentMapRows', { part, from, count: rows });
    signal.throwIfAborted();
    // A newer network was opened meanwhile; whoever opened it asks for its map.
    if (piece.version !== map.version) throw new DOMException('Of a newer network', 'AbortError');
    pieces.push(readPiece(piece));
  }
  return joinPieces(map, pieces);
}

function readPiece({ samples, latents, labels, parts }: LatentMapRows): MapPiece {
  return {
    samples: new Uint32Array(decodeBytes(samples).buffer),
    latents: decodeFloats(latents),
    labels: labels === null ? null : new Uint16Array(decodeBytes(labels).buffer),
    parts: decodeBytes(parts),
  };
}

/** Scores of rows `from` on; null where a newer network answers. */
export function loadScores(
  { version }: MapRows,
  part: MapPart,
  from: number,
  count: number,
  onProgress: (progress: ExploreProgress) => void,
): Job<MapScores | null> {
  const { result, cancel } = startJob('explore:latentMapScores', { part, from, count }, onProgress);
  const read = (values: string | null) => (values === null ? null : decodeFloats(values));
  return {
    result: result.then((scores) =>
      scores.version === version ? { error: read(scores.error), divergence: read(scores.divergence) } : null,
    ),
    cancel,
  };
}
