/** Work that a window started under a name and may cancel by it. Owns the names; what is cancelled looks at its signal. */
export interface Jobs {
  run<T>(job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  cancel(job: string): void;
  cancelAll(): void;
}

export function createJobs(): Jobs {
  const underWay = new Map<string, AbortController>();
  return {
    async run(job, work) {
      if (underWay.has(job)) throw new Error(`the job ${job} is under way already`);
      const controller = new AbortController();
      underWay.set(job, controller);
      try {
        return await work(controller.signal);
      } finally {
        underWay.delete(job);
      }
    },
    cancel: (job) => underWay.get(job)?.abort(),
    cancelAll: () => underWay.forEach((controller) => controller.abort()),
  };
}
