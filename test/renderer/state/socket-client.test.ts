import { describe, expect, it, vi } from 'vitest';
import { connectSocket, type Socket } from '../../../src-renderer/state/socket-client.ts';

/** A socket whose other end is the test. */
class TestSocket implements Socket {
  readyState = 0;
  readonly sent: { id: number; name: string; input: unknown }[] = [];
  readonly #listeners = new Map<string, ((event: never) => void)[]>();
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  tell(type: 'open' | 'close' | 'message', event: unknown = {}): void {
    this.readyState = type === 'close' ? 3 : 1;
    this.#listeners.get(type)?.forEach((listener) => listener(event as never));
  }
  answer(message: unknown): void {
    this.tell('message', { data: JSON.stringify(message) });
  }
}

function connect(): { sockets: TestSocket[]; client: ReturnType<typeof connectSocket> } {
  const sockets: TestSocket[] = [];
  const client = connectSocket('ws://here/socket', () => sockets[sockets.push(new TestSocket()) - 1]!);
  return { sockets, client };
}

describe('connectSocket', () => {
  it('sends what was asked before it opened, and pairs answers with questions', async () => {
    const { sockets, client } = connect();
    const first = client.call('app:info', {});
    const second = client.call('device:list', {});
    expect(sockets[0]!.sent).toEqual([]);
    sockets[0]!.tell('open');
    expect(sockets[0]!.sent.map(({ name }) => name)).toEqual(['app:info', 'device:list']);
    sockets[0]!.answer({ id: 2, result: { ok: true, value: [] } });
    sockets[0]!.answer({ id: 1, result: { ok: true, value: { version: '1' } } });
    expect(await second).toEqual([]);
    expect(await first).toEqual({ version: '1' });
  });
  it('rejects a refusal with its three parts', async () => {
    const { sockets, client } = connect();
    sockets[0]!.tell('open');
    const asked = client.call('project:open', { path: '/x' });
    const error = { kind: 'user', received: 'No file.', expected: 'A file.', action: 'Choose one.' };
    sockets[0]!.answer({ id: 1, result: { ok: false, error } });
    await expect(asked).rejects.toMatchObject(error);
  });
  it('tells listeners of events until they leave', () => {
    const { sockets, client } = connect();
    const heard = vi.fn();
    const leave = client.on('app:command', heard);
    sockets[0]!.answer({ event: 'app:command', data: { command: 'file.save' } });
    leave();
    sockets[0]!.answer({ event: 'app:command', data: { command: 'file.open' } });
    expect(heard.mock.calls).toEqual([[{ command: 'file.save' }]]);
  });
  it('refuses open questions when the connection is lost, and connects again', async () => {
    vi.useFakeTimers();
    const { sockets, client } = connect();
    sockets[0]!.tell('open');
    const asked = client.call('app:info', {});
    sockets[0]!.tell('close');
    await expect(asked).rejects.toMatchObject({ received: 'The connection to Hourglass was lost.' });
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    sockets[1]!.tell('open');
    void client.call('app:info', {});
    expect(sockets[1]!.sent).toHaveLength(1);
    vi.useRealTimers();
  });
});
