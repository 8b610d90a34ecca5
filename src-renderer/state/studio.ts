/** The window's one way to the studio: the preload script's client on the desktop, a WebSocket in a browser. */
import { createClient, type StudioBridge } from '#shared/wire/client.ts';
import type { StudioClient } from '#shared/wire/studio.ts';
import { connectSocket } from './socket-client.ts';

declare global {
  interface Window {
    /** Exposed by the desktop's preload script. */
    readonly hourglass?: StudioBridge;
  }
}

export const studio: StudioClient = window.hourglass
  ? createClient(window.hourglass)
  : connectSocket(location.origin.replace(/^http/, 'ws') + '/socket');
