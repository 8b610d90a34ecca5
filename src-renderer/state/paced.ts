/** Does something as often as it is wanted, but never twice at once, and no sooner than a pause after it last began. */

export interface Paced {
  /** Now where that may be; else once, as soon as it may. */
  want(): void;
  /** Nothing more begins. */
  end(): void;
}

/** `run` must not reject; `pause` in milliseconds. */
export function paced(run: () => Promise<void>, pause: number): Paced {
  let began = -Infinity;
  let [isRunning, isWanted, ended] = [false, false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const next = (): void => {
    if (isRunning || ended || !isWanted) return;
    clearTimeout(timer);
    const left = began + pause - performance.now();
    if (left > 0) timer = setTimeout(next, left);
    else void begin();
  };
  const begin = async (): Promise<void> => {
    isWanted = false;
    isRunning = true;
    began = performance.now();
    await run();
    isRunning = false;
    next();
  };
  return {
    want() {
      isWanted = true;
      next();
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
