/** Work that several asks wait for at once, begun by the first of them. Owns what happens when that one is cancelled. */
import type { AskContext } from './answer.ts';

/** Asks again when the work ended because others cancelled it: `get` then begins it anew, for us. */
export async function unlessCancelledByOthers<T>({ signal }: AskContext, get: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await get();
    } catch (error) {
      const cancelled = error instanceof DOMException && error.name === 'AbortError';
      if (!cancelled || signal.aborted) throw error;
    }
  }
}
