import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { Handlers } from '#shared/wire/studio.ts';
import { dispatch, largestInput } from '#main/studio/dispatch.ts';
import { createLog, type Log } from '#main/studio/log.ts';

let folder: string;
let log: Log;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-dispatch-'));
  log = createLog(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const throwing = (error: unknown): Handlers =>
  ({
    'app:info': () => Promise.reject(error),
    'project:open': async (input: unknown) => input,
  }) as Partial<Handlers> as Handlers;
const refusal = async (name: unknown, input: unknown): Promise<unknown> => {
  const result = await dispatch(throwing(new Error('unreached')), log, name, input);
  return result.ok ? result : result.error.received;
};

describe('dispatch', () => {
  it('hands a handler what its schema has checked', async () => {
    expect(await dispatch(throwing(null), log, 'project:open', { path: '/a' })).toEqual({
      ok: true,
      value: { path: '/a' },
    });
  });

  it.each([['nope'], ['toString'], ['__proto__'], [undefined], [7], [{}]])('refuses a call named %j', async (name) => {
    expect(await refusal(name, {})).toMatch(/^The window asked for/);
  });

  it.each([
    [{}, /path/],
    [{ path: '' }, /path/],
    [{ path: 'x'.repeat(5000) }, /path/],
    [{ path: '/a', more: 1 }, /more/],
    [null, /null/],
    ['/a', /"\/a"/],
  ])('refuses the input %.40j', async (input, place) => {
    const result = await dispatch(throwing(null), log, 'project:open', input);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.error.kind).toBe('user');
      expect(`${result.error.received} ${result.error.expected}`).toMatch(place);
    }
  });

  it('refuses what is too large or too deep before looking at it', async () => {
    expect(await refusal('project:open', { path: 'x'.repeat(largestInput + 1) })).toMatch(/more than 24 MB/);
    expect(await refusal('project:open', { path: new Array(largestInput + 1) })).toMatch(/more than/);
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(await refusal('project:open', deep)).toMatch(/more than/);
  });

  it('takes the largest project that the schema allows', async () => {
    const node = {
      id: 'n',
      kind: 'k'.repeat(100),
      name: 'n'.repeat(80),
      params: { a: 't'.repeat(1000) },
      position: { x: 0, y: 0 },
    };
    const project = { ...emptyProject('p', 'p'), graph: { nodes: new Array(2000).fill(node), edges: [] } };
    const handlers = { 'training:start': async () => ({ runId: 'r' }) } as Partial<Handlers> as Handlers;
    expect(await dispatch(handlers, log, 'training:start', { project })).toEqual({ ok: true, value: { runId: 'r' } });
  });

  it('passes on the words of errors for people', async () => {
    const error = new UserError({ received: 'a.', expected: 'b.', action: 'c.' });
    expect(await dispatch(throwing(error), log, 'app:info', {})).toEqual({
      ok: false,
      error: { kind: 'user', received: 'a.', expected: 'b.', action: 'c.' },
    });
  });

  it('says that something was cancelled', async () => {
    const result = await dispatch(throwing(AbortSignal.abort().reason), log, 'app:info', {});
    expect(result).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
  });

  it('logs defects with their stack and keeps it from the window', async () => {
    const result = await dispatch(throwing(new TypeError('x is undefined')), log, 'app:info', {});
    expect(result).toMatchObject({ ok: false, error: { kind: 'defect', received: 'x is undefined' } });
    expect(JSON.stringify(result)).not.toContain('dispatch.test');
    expect(await readFile(log.file, 'utf8')).toMatch(
      /app:info failed\nTypeError: x is undefined\n\s+at .*dispatch\.test/,
    );
  });
});
