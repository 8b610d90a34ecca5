/** The machine and the moment that figures belong to. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly date: string;
  readonly machine: string;
  /** Runnable processes, mean over the last minute; 0 on Windows, which does not count them. */
  readonly load: string;
  readonly text: string;
}

export function describeMachine(): Machine {
  const date = new Date().toISOString();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `${model}, ${availableParallelism()} threads, ${memory}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
  const load = loadavg()[0]!.toFixed(1);
  return { date, machine, load, text: `${date} · ${machine} · load ${load}` };
}
