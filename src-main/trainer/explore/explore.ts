/** Keeps a network open and answers what is asked about it, until the process is ended. Owns the conversation, no answers. */
import { setPriority } from 'node:os';
import { describeError, UserError } from '#shared/problem.ts';
import type { AskName, ExploreProgress } from '#shared/wire/explore/index.ts';
import type { ExploreReport, TrainerCommand } from '#shared/wire/training.ts';
import { Explorer } from './explorer.ts';
import type { Inbox, Message } from './inbox.ts';
import { answers } from './index.ts';

export type ExploreCommand = Extract<TrainerCommand, { type: 'explore' }>;
type Send = (report: ExploreReport) => void;
type Ask = Extract<Message, { type: 'ask' }>;

/** Training, where there is any, goes first. */
const niceness = 10;
const leastMilliseconds = 100;

/** Resolves only when the network cannot be opened; otherwise the process lives until it is ended. */
export async function explore(command: ExploreCommand, send: Send, inbox: Inbox): Promise<void> {
  const { runId } = command;
  lowerPriority();
  let explorer: Explorer;
  try {
    explorer = await Explorer.open(command);
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    return send({ type: 'refused', runId, message: describeError(error) });
  }
  const info = () => ({ subject: runId, ...explorer.info });
  send({ type: 'explored', runId, info: info() });

  const underWay = new Map<number, AbortController>();
  const answer = async ({ id, name, input }: Ask): Promise<void> => {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      if (name === 'refresh') {
        await explorer.refresh(input as 'best' | 'last');
        return send({ type: 'answered', runId, id, value: info() });
      }
      const progress = meter((progress) => send({ type: 'answering', runId, id, progress }));
      // The studio has checked name and input against the one list of calls, which TypeScript cannot follow from here.
      const give = answers[name as AskName] as (...all: unknown[]) => Promise<unknown>;
      send({
        type: 'answered',
        runId,
        id,
        value: await give(explorer, input, { signal: controller.signal, progress }),
      });
    } catch (error) {
      const kind = controller.signal.aborted ? 'cancelled' : error instanceof UserError ? 'user' : 'defect';
      if (kind === 'defect') console.error(error);
      send({ type: 'unanswered', runId, id, kind, message: describeError(error) });
    } finally {
      underWay.delete(id);
    }
  };
  inbox.open((message) => {
    if (message.type === 'ask') void answer(message);
    else underWay.get(message.id)?.abort(new DOMException('Cancelled', 'AbortError'));
  });
  await new Promise<never>(() => undefined);
}

function lowerPriority(): void {
  try {
    setPriority(niceness);
  } catch {
    // A system that does not let us: then all are equal.
  }
}

/** Passes on at most ten a second, and always the last; adds the time left once a tenth is done. */
function meter(pass: (progress: ExploreProgress) => void): (progress: Omit<ExploreProgress, 'secondsLeft'>) => void {
  const begun = performance.now();
  let passed = -Infinity;
  return (progress) => {
    const now = performance.now();
    const { done, total } = progress;
    if (now - passed < leastMilliseconds && done < total) return;
    passed = now;
    const secondsLeft = done * 10 >= total ? ((now - begun) / 1000 / done) * (total - done) : null;
    pass({ ...progress, secondsLeft });
  };
}
