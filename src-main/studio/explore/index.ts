/** Trained networks that are open for exploring, each in a process of its own. Owns which are open, their jobs and their ends. */
import { randomUUID } from 'node:crypto';
import type { Handlers } from '#shared/wire/studio.ts';
import { exploreAsks, type AskName, type ExploreEvents } from '#shared/wire/explore/index.ts';
import { UserError } from '#shared/problem.ts';
import type { StudioListener } from '../index.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { readSnapshot } from '../runs/read-run.ts';
import { ExplorerProcess } from './explorer-process.ts';

export type ExploreDependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'prepareData' | 'environment'> & {
  readonly folderOf: (runId: string) => string;
  /** Whether any run trains now: then an explorer takes one thread alone. */
  readonly isTraining: () => boolean;
  readonly emit: StudioListener;
};

export interface Explorers {
  readonly handlers: Pick<Handlers, AskName | 'explore:open' | 'explore:import' | 'explore:close' | 'explore:cancel'>;
  /** Of one run, which is removed or goes away. */
  closeOne(subject: string): Promise<void>;
  close(): Promise<void>;
}

/** Memory of a few hundred MB each; the one that was asked longest ago goes first. */
const mostOpen = 2;

const importedPrefix = 'imported-';
const isImported = (subject: string): boolean => subject.startsWith(importedPrefix);

export function createExplorers(dependencies: ExploreDependencies): Explorers {
  const { folderOf, prepareData, isTraining, emit } = dependencies;
  /** In the order of their last use. */
  const open = new Map<string, Promise<ExplorerProcess>>();
  const jobs = new Map<string, AbortController>();

  /** Closes the runs that were used longest ago, so that one more can be open. */
  const makeRoom = async (): Promise<void> => {
    const runs = [...open.keys()].filter((subject) => !isImported(subject));
    await Promise.all(runs.slice(0, Math.max(0, runs.length - mostOpen + 1)).map(closeOne));
  };

  /** Keeps it among those that are open, until it ends. */
  const keep = (subject: string, opening: Promise<ExplorerProcess>): Promise<ExplorerProcess> => {
    open.set(subject, opening);
    const forget = (): boolean => open.get(subject) === opening && open.delete(subject);
    opening.then(
      (explorer) =>
        void explorer.ended.then(() => {
          if (forget()) emit('explore:closed', { subject });
        }),
      forget,
    );
    return opening;
  };

  const launch = (runId: string, checkpoint: 'best' | 'last', signal?: AbortSignal): Promise<ExplorerProcess> => {
    const opening = (async () => {
      const folder = folderOf(runId);
      const project = await readSnapshot(folder);
      const { folder: dataset } = await prepareData(project.data, signal ? { signal } : {});
      signal?.throwIfAborted();
      const source = { runId, project, folder, dataset, checkpoint, ...(isTraining() ? { threads: 1 } : {}) };
      return ExplorerProcess.open(dependencies, source);
    })();
    return keep(runId, opening);
  };

  const closeOne = async (subject: string): Promise<void> => {
    const opening = open.get(subject);
    if (!opening) return;
    open.delete(subject);
    const explorer = await opening.catch(() => null);
    explorer?.close();
    await explorer?.ended;
  };

  const use = (subject: string): Promise<ExplorerProcess> => {
    const opening = open.get(subject);
    if (!opening) return Promise.reject(notOpen());
    open.delete(subject);
    open.set(subject, opening);
    return opening;
  };

  const withJob = async <T>(job: string | undefined, act: (signal?: AbortSignal) => Promise<T>): Promise<T> => {
    if (job === undefined) return act();
    const controller = new AbortController();
    jobs.set(job, controller);
    try {
      return await act(controller.signal);
    } finally {
      jobs.delete(job);
    }
  };

  const ask = (name: AskName) => (input: { readonly subject: string; readonly job?: string | undefined }) =>
    withJob(input.job, async (signal) => {
      const { job } = input;
      const onProgress =
        job === undefined
          ? undefined
          : (progress: Omit<ExploreEvents['explore:progress'], 'job'>): void =>
              emit('explore:progress', { job, ...progress });
      const explorer = await use(input.subject);
      if (isTraining()) explorer.giveWay();
      return explorer.ask(name, input, { signal, onProgress });
    });

  return {
    closeOne,
    async close() {
      for (const controller of jobs.values()) controller.abort();
      await Promise.all([...open.keys()].map(closeOne));
    },
    handlers: {
      // Each name's own input and output are held by the one list of calls, on this side and in the explorer.
      ...(Object.fromEntries(
        (Object.keys(exploreAsks) as AskName[]).map((name) => [name, ask(name)]),
      ) as unknown as Pick<Handlers, AskName>),
      'explore:open': ({ runId, checkpoint, job }) =>
        withJob(job, async (signal) => {
          if (open.has(runId)) return (await use(runId)).refresh(checkpoint);
          await makeRoom();
          return (await launch(runId, checkpoint, signal)).info;
        }),
      'explore:import': ({ path, job }) =>
        withJob(job, async () => {
          const before = [...open.keys()].filter(isImported);
          const subject = `${importedPrefix}${randomUUID()}`;
          const source = { runId: subject, path, ...(isTraining() ? { threads: 1 } : {}) };
          const opening = ExplorerProcess.import(dependencies, source);
          await keep(
            subject,
            opening.then(({ explorer }) => explorer),
          );
          const { opened: network } = await opening;
          // One at a time: the one before stays until the next is there.
          await Promise.all(before.map(closeOne));
          return { subject, network };
        }),
      'explore:close': async ({ subject }) => {
        await closeOne(subject);
        return null;
      },
      'explore:cancel': async ({ job }) => {
        jobs.get(job)?.abort(new DOMException('Cancelled', 'AbortError'));
        return null;
      },
    },
  };
}

const notOpen = (): UserError =>
  new UserError({
    received: 'The network is not open any more.',
    expected: 'Explore works on a run whose network it has opened.',
    action: 'Choose the run again.',
  });
