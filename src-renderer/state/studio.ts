/** The window's one way to the studio: the preload script's client on the desktop, a WebSocket in a browser. */
import type { StudioClient } from '#shared/wire/studio.ts';
import { connectSocket } from './socket-client.ts';

declare global {
  interface Window {
    /** Exposed by the desktop's preload script. */
    readonly hourglass?: StudioClient;
  }
}

export const studio: StudioClient = window.hourglass ?? connectSocket(location.origin.replace(/^http/, 'ws') + '/socket');
