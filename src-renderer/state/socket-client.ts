/**
 * The studio's client in a browser: JSON over one WebSocket that reconnects. Owns transport only.
 * Out: {id, name, input}. In: {id, result: WireResult} for answers, {event, data} for what the studio tells unasked.
 */
import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  StudioClient,
  StudioEvents,
  WireResult,
} from '#shared/wire/studio.ts';
import { StudioError, mediaAddress } from '#shared/wire/client.ts';

/** As much of a WebSocket as is used, so that tests can stand in. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Incoming =
  | { readonly id: number; readonly result: WireResult<unknown> }
  | { readonly event: EventName; readonly data: StudioEvents[EventName] };

const OPEN = 1;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

const lost = (): StudioError =>
  new StudioError({
    kind: 'user',
    received: 'The connection to Hourglass was lost.',
    expected: 'The program that serves this page must be running.',
    action: 'Start it again; this page reconnects by itself.',
  });

export function connectSocket(
  address: string,
  open: (address: string) => Socket = (url) => new WebSocket(url) as Socket,
): StudioClient {
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  const waiting = new Map<number, Waiting>();
  // Asked for before the socket opened; sent in order once it does.
  let queue: string[] = [];
  let nextId = 1;
  let retry = FIRST_RETRY_MS;
  let socket = connect();

  function connect(): Socket {
    const fresh = open(address);
    fresh.addEventListener('open', () => {
      retry = FIRST_RETRY_MS;
      for (const text of queue) fresh.send(text);
      queue = [];
    });
    fresh.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Incoming));
    fresh.addEventListener('close', () => {
      queue = [];
      for (const { reject } of waiting.values()) reject(lost());
      waiting.clear();
      setTimeout(() => (socket = connect()), retry);
      retry = Math.min(retry * 2, LONGEST_RETRY_MS);
    });
    return fresh;
  }

  function receive(message: Incoming): void {
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.data as never);
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.result.ok) caller?.resolve(message.result.value);
    else caller?.reject(new StudioError(message.result.error));
  }

  return {
    call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      return new Promise<CallOutput<N>>((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        const text = JSON.stringify({ id, name, input });
        if (socket.readyState === OPEN) socket.send(text);
        else queue.push(text);
      });
    },
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener as (data: never) => void));
      return () => all.delete(listener as (data: never) => void);
    },
    pathOfFile: () => null,
    media: mediaAddress,
  };
}
