/** A studio in memory, for tests of the window: projects live in a map, nothing is trained. Not part of the product. */
import { parseProject } from '../../src-shared/graph/parse.ts';
import { emptyProject, type Project } from '../../src-shared/graph/document.ts';
import { UserError } from '../../src-shared/problem.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  DatasetInfo,
  EventName,
  Handlers,
  OpenProject,
  StudioClient,
  StudioEvents,
} from '../../src-shared/wire/studio.ts';

export interface FakeStudio extends StudioClient {
  /** Every call so far, in order. */
  readonly asked: readonly { readonly name: CallName; readonly input: unknown }[];
  /** Saved and kept projects. */
  readonly files: Map<string, Project>;
  readonly kept: Map<string, Project>;
  emit<N extends EventName>(name: N, data: StudioEvents[N]): void;
  /** From now on this call is refused so. */
  refuse(name: CallName, error: Error): void;
}

const digits: DatasetInfo = {
  id: 'digits',
  title: '10,000 handwritten digits',
  samples: 10_000,
  shape: [28, 28, 1],
  dtype: 'uint8',
  form: { kind: 'image' },
  labels: [],
  statistics: { mean: 0.13, standardDeviation: 0.31, histogram: new Array<number>(32).fill(1 / 32) },
  originalSizes: [{ width: 28, height: 28, count: 10_000 }],
  skipped: [],
  skippedCount: 0,
  bytes: 7_840_000,
};

export function createFakeStudio(files: Readonly<Record<string, Project>> = {}): FakeStudio {
  const asked: { name: CallName; input: unknown }[] = [];
  const saved = new Map(Object.entries(files));
  const kept = new Map<string, Project>();
  const refused = new Map<CallName, Error>();
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  let made = 0;
  const opened = (project: Project, path: string | null, recovered = false): OpenProject => ({
    project,
    path,
    recovered,
  });
  const missing = (what: string): never => {
    throw new UserError({
      received: `There is no ${what}.`,
      expected: 'One that is there.',
      action: 'Choose another.',
    });
  };

  const handlers: Partial<Handlers> = {
    'app:info': async () => ({
      ...{ version: '0.0.0', host: 'browser', platform: 'linux', nativeDialogs: false },
      ...{ projectsFolder: '/projects', dataFolder: '/data' },
    }),
    'app:log': async () => null,
    'project:templates': async () => [],
    'project:new': async ({ template }) =>
      opened(
        template === null ? emptyProject(`new${++made}`, 'Untitled') : (saved.get(template) ?? missing('template')),
        null,
      ),
    'project:open': async ({ path }) => opened(saved.get(path) ?? missing('file'), path),
    'project:parse': async ({ name, text }) => opened(parseProject(text, name), null),
    'project:save': async ({ project, path }) => {
      saved.set(path, project);
      kept.delete(project.id);
      return { path, savedAt: 0 };
    },
    'project:autosave': async ({ project }) => {
      kept.set(project.id, project);
      return { savedAt: 0 };
    },
    'project:recoverable': async () => [],
    'project:recover': async ({ projectId }) => opened(kept.get(projectId) ?? missing('kept project'), null, true),
    'project:recent': async () => [...saved].map(([path, { name }]) => ({ name, path, openedAt: 0, missing: false })),
    'files:list': async ({ path }) => ({
      ...{ path: path ?? '/projects', parent: null, places: [] },
      entries: [...saved.keys()].map((name) => ({ name, path: name, folder: false, modifiedAt: 0 })),
    }),
    'data:prepare': async () => digits,
    'data:cancel': async () => null,
    'data:samples': async () => [],
    'data:recognize': async ({ path }) => ({
      kind: path.endsWith('.hourglass') ? 'project' : 'imageFolder',
      reason: null,
    }),
    'device:list': async () => [
      {
        ...{ id: 'cpu', title: 'CPU', available: true, detail: 'In memory.', remedy: null },
        ...{ name: null, memory: null, software: false },
      },
    ],
    'device:measured': async () => null,
    'run:list': async () => [],
  };

  return {
    asked,
    files: saved,
    kept,
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      asked.push({ name, input });
      const error = refused.get(name);
      if (error) throw error;
      const handler = handlers[name] as ((input: CallInput<N>) => Promise<CallOutput<N>>) | undefined;
      return handler ? handler(input) : missing(`answer to ${name}`);
    },
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener as (data: never) => void));
      return () => all.delete(listener as (data: never) => void);
    },
    pathOfFile: () => null,
    media: (kind, ownerId, name) => `/media/${kind}/${ownerId}/${name}`,
    emit: (name, data) => listeners.get(name)?.forEach((listener) => listener(data as never)),
    refuse: (name, error) => void refused.set(name, error),
  };
}
