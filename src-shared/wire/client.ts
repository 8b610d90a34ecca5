/**
 * What both ends of a transport agree on: the bridge that Electron's preload script exposes, the client that a window
 * makes of it, and the addresses of pictures and uploads. Owns no transport.
 */
import { UserError } from '../problem.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  StudioClient,
  StudioEvents,
  WireError,
  WireResult,
} from './studio.ts';

/** Like a StudioClient, but refusals come as values: errors that cross Electron's context bridge lose their parts. */
export interface StudioBridge {
  call(name: CallName, input: unknown): Promise<WireResult<unknown>>;
  on<N extends EventName>(name: N, listener: (event: StudioEvents[N]) => void): () => void;
  pathOfFile(file: unknown): string | null;
  media(kind: 'dataset' | 'run', ownerId: string, name: string): string;
}
/** Exactly what the preload script exposes as `window.hourglass`. */
export const bridgeKeys = ['call', 'on', 'pathOfFile', 'media'] as const satisfies readonly (keyof StudioBridge)[];

/** What a call of a StudioClient rejects with. */
export class StudioError extends UserError {
  readonly kind: WireError['kind'];

  constructor(error: WireError) {
    super(error);
    this.name = error.kind === 'cancelled' ? 'AbortError' : 'StudioError';
    this.kind = error.kind;
  }
}

export function createClient(bridge: StudioBridge): StudioClient {
  return {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      const result = await bridge.call(name, input);
      if (!result.ok) throw new StudioError(result.error);
      // The studio's table of handlers pairs this name with this output.
      return result.value as CallOutput<N>;
    },
    on: (name, listener) => bridge.on(name, listener),
    pathOfFile: (file) => bridge.pathOfFile(file),
    media: (kind, ownerId, name) => bridge.media(kind, ownerId, name),
  };
}

/** Address of a picture, the same in every host. */
export function mediaAddress(kind: 'dataset' | 'run', ownerId: string, name: string): string {
  return `/media/${kind}/${ownerId}/${name}`;
}

/** Where a browser window sends a file of a dropped folder (PUT, body: the file); the answer is { folder }. */
export function uploadAddress(uploadId: string, relativePath: string): string {
  return `/upload/${uploadId}/${relativePath.split('/').map(encodeURIComponent).join('/')}`;
}
