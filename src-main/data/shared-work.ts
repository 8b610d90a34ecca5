/** Lets several callers wait for one piece of work. Owns who waits; not the work. */

interface Work<Result, Progress> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  readonly reports: Set<(progress: Progress) => void>;
  waiting: number;
}

type Start<Result, Progress> = (signal: AbortSignal, report: (progress: Progress) => void) => Promise<Result>;

export class SharedWork<Result extends object, Progress> {
  readonly #underWay = new Map<string, Work<Result, Progress>>();

  /**
   * Joins the work of that name, or starts it. A caller whose signal aborts leaves, with the signal's reason; the work
   * itself is aborted only when all have left, and the last to leave waits until it has ended.
   */
  async join(
    name: string,
    signal: AbortSignal,
    onProgress: ((progress: Progress) => void) | undefined,
    start: Start<Result, Progress>,
  ): Promise<Result> {
    signal.throwIfAborted();
    let work = this.#underWay.get(name);
    // One that everybody has left is about to end: wait for that, and start anew.
    while (work?.controller.signal.aborted) {
      await work.result.catch(() => undefined);
      signal.throwIfAborted();
      work = this.#underWay.get(name);
    }
    return wait(work ?? this.#start(name, start), signal, onProgress);
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }

  #start(name: string, start: Start<Result, Progress>): Work<Result, Progress> {
    const controller = new AbortController();
    const reports = new Set<(progress: Progress) => void>();
    const result = start(controller.signal, (progress) => reports.forEach((report) => report(progress))).finally(() =>
      this.#underWay.delete(name),
    );
    // Those who wait meet the error; when all have left, nobody does.
    result.catch(() => undefined);
    const work = { result, controller, reports, waiting: 0 };
    this.#underWay.set(name, work);
    return work;
  }
}

async function wait<Result extends object, Progress>(
  work: Work<Result, Progress>,
  signal: AbortSignal,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<Result> {
  const report = (progress: Progress): void => onProgress?.(progress);
  let leave = (): void => undefined;
  const left = new Promise<null>((settle) => {
    leave = () => settle(null);
  });
  signal.addEventListener('abort', leave, { once: true });
  work.reports.add(report);
  work.waiting += 1;
  try {
    const result = await Promise.race([work.result, left]);
    if (result) return result;
  } finally {
    signal.removeEventListener('abort', leave);
    work.reports.delete(report);
    work.waiting -= 1;
  }
  if (work.waiting === 0) {
    work.controller.abort(signal.reason);
    await work.result.catch(() => undefined);
  }
  throw signal.reason;
}
