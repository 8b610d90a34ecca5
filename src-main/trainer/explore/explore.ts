/** Keeps a network open and answers what is asked about it, until the process is ended. Owns the conversation, no answers. */
import { describeError, UserError } from '#shared/problem.ts';
import type { AskName, ExploreProgress } from '#shared/wire/explore/index.ts';
import type { ExploreReport, TrainerCommand } from '#shared/wire/training.ts';
import type { AskContext } from './answer.ts';
import { dreamAnswersOf, type DreamAskName } from './dream/index.ts';
import { Explorer } from './explorer.ts';
import type { Inbox, Message } from './inbox.ts';
import { answers } from './index.ts';

export type ExploreCommand = Extract<TrainerCommand, { type: 'explore' }>;
type ImportCommand = Extract<TrainerCommand, { type: 'import' }>;
type Send = (report: ExploreReport) => void;
type Ask = Extract<Message, { type: 'ask' }>;

const leastMilliseconds = 100;

/** Answers one ask by its name and input, which the studio has checked against the one list of calls. */
type Give = (name: string, input: unknown, context: AskContext) => Promise<unknown>;

/** Resolves only when the network cannot be opened; otherwise the process lives until it is ended. */
export async function explore(command: ExploreCommand, send: Send, inbox: Inbox): Promise<void> {
  const { runId } = command;
  const explorer = await opened(runId, send, () => Explorer.open(command));
  if (!explorer) return;
  const info = () => ({ subject: runId, ...explorer.info });
  send({ type: 'explored', runId, info: info() });
  await converse(runId, send, inbox, async (name, input, context) => {
    if (name === 'refresh') {
      await explorer.refresh(input as 'best' | 'last');
      return info();
    }
    // TypeScript cannot follow name and input from here.
    return (answers[name as AskName] as (...all: unknown[]) => Promise<unknown>)(explorer, input, context);
  });
}

/** The same for a model from elsewhere, about which only Dream asks. */
export async function exploreImported(command: ImportCommand, send: Send, inbox: Inbox): Promise<void> {
  const { runId, path, threads } = command;
  const network = await opened(runId, send, async () =>
    (await import('./imported/index.ts')).importModel(path, threads),
  );
  if (!network) return;
  send({ type: 'imported', runId, network: network.description });
  await converse(runId, send, inbox, async (name, input, context) => {
    if (!Object.hasOwn(dreamAnswersOf, name)) throw onlyDreams();
    return (dreamAnswersOf[name as DreamAskName] as (...all: unknown[]) => Promise<unknown>)(network, input, context);
  });
}

/** Null, and the refusal sent, where it cannot be opened. */
async function opened<T>(runId: string, send: Send, open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof UserError)) console.error(error);
    send({ type: 'refused', runId, message: describeError(error) });
    return null;
  }
}

async function converse(runId: string, send: Send, inbox: Inbox, give: Give): Promise<never> {
  const underWay = new Map<number, AbortController>();
  const answer = async ({ id, name, input }: Ask): Promise<void> => {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const progress = meter((progress) => send({ type: 'answering', runId, id, progress }));
      const value = await give(name, input, { signal: controller.signal, progress });
      send({ type: 'answered', runId, id, value });
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
  return new Promise<never>(() => undefined);
}

const onlyDreams = (): UserError =>
  new UserError({
    received: 'More was asked of an imported model than dreams, feature maps and filters.',
    expected: 'Everything else needs a network that was trained here, with its data.',
    action: 'Choose a run.',
  });

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
