/** Runs tasks one at a time, in the order of asking: runs, reads and writes of one runtime share its variables. */

export type InTurn = <T>(task: () => T | Promise<T>) => Promise<T>;

export function takeTurns(): InTurn {
  /** Ends when the last task that was asked for has ended. */
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
