/** What the studio wants of a run right now: go on, pause or stop. Owns no training; the loop asks between batches. */

export class Control {
  #wanted: 'run' | 'pause' | 'stop' = 'run';
  #wake: (() => void) | undefined;

  get wanted(): 'run' | 'pause' | 'stop' {
    return this.#wanted;
  }

  pause(): void {
    if (this.#wanted === 'run') this.#wanted = 'pause';
  }

  resume(): void {
    if (this.#wanted === 'pause') this.#change('run');
  }

  /** Final: a stopped run does not go on. */
  stop(): void {
    this.#change('stop');
  }

  /** What is wanted once it is no longer a pause. */
  async untilAwake(): Promise<'run' | 'stop'> {
    while (this.#wanted === 'pause') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#wanted;
  }

  #change(wanted: 'run' | 'stop'): void {
    this.#wanted = wanted;
    this.#wake?.();
    this.#wake = undefined;
  }
}
