/** How an explorer leaves the processor to a run that trains. Owns the process's priority. */
import { setPriority } from 'node:os';

const niceness = 10;

/** Cannot be taken back: most systems let no process raise its own priority. */
export function giveWay(): void {
  try {
    setPriority(niceness);
  } catch {
    // A system that does not let us: then all are equal.
  }
}
