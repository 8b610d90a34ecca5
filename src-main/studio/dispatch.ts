/**
 * The one door through which every host passes what a window asks: name, size and schema are checked before a handler
 * sees anything, and whatever a handler throws becomes words. Owns no calls and no transport.
 */
import * as v from 'valibot';
import { calls, type CallName, type Handlers, type WireError, type WireResult } from '#shared/wire/studio.ts';
import { describeError, UserError } from '#shared/problem.ts';
import type { Log } from './log.ts';

/** Characters and values of one call's input, all counted: more than the largest project file that may be opened. */
export const largestInput = 24_000_000;
const deepestInput = 32;

/** Answers any name and any input; never rejects. */
export async function dispatch(
  handlers: Handlers,
  log: Log,
  name: unknown,
  input: unknown,
): Promise<WireResult<unknown>> {
  try {
    const call = knownCall(name);
    if (!isWithin(input, largestInput)) {
      throw new UserError({
        received: `“${call}” was given more than ${largestInput / 1_000_000} MB.`,
        expected: 'A smaller project or file was expected.',
        action: 'Remove what is not needed from it and try again.',
      });
    }
    const checked = v.safeParse(calls[call].input, input, { abortEarly: true });
    if (!checked.success) throw refuseInput(call, checked.issues[0]);
    // The table pairs each name with its own input, which TypeScript cannot follow through a union of names.
    const handler = handlers[call] as (input: unknown) => Promise<unknown>;
    return { ok: true, value: (await handler(checked.output)) ?? null };
  } catch (error) {
    const failure = toWireError(error);
    if (failure.kind === 'defect') log.write(`${String(name).slice(0, 100)} failed`, error);
    return { ok: false, error: failure };
  }
}

function toWireError(error: unknown): WireError {
  if (error instanceof Error && error.name === 'AbortError') {
    return {
      kind: 'cancelled',
      received: 'Cancelled.',
      expected: 'Nothing was changed.',
      action: 'Start it again when you like.',
    };
  }
  return { kind: error instanceof UserError ? 'user' : 'defect', ...describeError(error) };
}

function knownCall(name: unknown): CallName {
  if (typeof name === 'string' && Object.hasOwn(calls, name)) return name as CallName;
  throw new UserError({
    received: `The window asked for “${String(name).slice(0, 100)}”.`,
    expected: 'The studio does not know that call.',
    action: 'Reload the window: it may be older than the studio.',
  });
}

function refuseInput(call: CallName, issue: v.BaseIssue<unknown>): UserError {
  const place = v.getDotPath(issue);
  return new UserError({
    received: `“${call}” was given ${issue.received.slice(0, 200)}${place === null ? '' : ` for ${place}`}.`,
    expected: `${issue.expected === null ? issue.message : `${issue.expected} was expected`}.`,
    action: 'Correct it and try again.',
  });
}

/** Whether a value's texts, keys and values together stay below a limit and above no depth; stops counting as soon as not. */
function isWithin(input: unknown, limit: number): boolean {
  let left = limit;
  const pending: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    left -= typeof value === 'string' ? value.length + 1 : 1;
    if (left < 0 || depth > deepestInput) return false;
    if (typeof value !== 'object' || value === null) continue;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return false;
    if (Array.isArray(value) && (left -= value.length) < 0) return false;
    for (const [key, child] of Object.entries(value)) {
      left -= key.length;
      if (left < 0) return false;
      pending.push({ value: child, depth: depth + 1 });
    }
  }
  return true;
}
