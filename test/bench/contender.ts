/** A process that measures, seen from the bench: starting it, asking it for rounds, ending it. Owns no timing. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finish, Ready, Round } from './protocol.ts';

/** The threads of TensorFlow and PyTorch spin for about 200 ms after their work, and would slow down whoever comes next. */
const restMilliseconds = 400;

export class Contender {
  readonly name: string;
  readonly ready: Ready;
  readonly rounds: Round[] = [];
  readonly #child: ChildProcess;
  readonly #next: () => Promise<unknown>;

  private constructor(name: string, child: ChildProcess, next: () => Promise<unknown>, ready: Ready) {
    this.name = name;
    this.#child = child;
    this.#next = next;
    this.ready = ready;
  }

  /**
   * Resolves when it is ready to be timed. Throws with the end of what it said when it ends before. A process that lives
   * for longer than `seconds`, whatever it does, is ended, and what it was asked last throws.
   */
  static async start(name: string, command: string, parameters: readonly string[], seconds = 3600): Promise<Contender> {
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    const next = messagesOf(name, child, seconds);
    return new Contender(name, child, next, (await next()) as Ready);
  }

  /** Timed after a rest, so that nobody else's threads are still at work. */
  async round(): Promise<void> {
    await pause(restMilliseconds);
    this.#child.stdin?.write('round\n');
    this.rounds.push((await this.#next()) as Round);
  }

  async finish(): Promise<Finish> {
    this.#child.stdin?.write('finish\n');
    const finish = (await this.#next()) as Finish;
    this.#child.stdin?.end();
    return finish;
  }

  get milliseconds(): readonly number[] {
    return this.rounds.map(({ millisecondsPerStep }) => millisecondsPerStep);
  }

  /** For when something else failed. */
  end(): void {
    this.#child.kill();
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The JSON objects that the process prints, one by one; other lines (libraries' remarks) are left out. */
function messagesOf(name: string, child: ChildProcess, seconds: number): () => Promise<unknown> {
  let complaints = '';
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  child.stderr?.on('data', (chunk) => (complaints = `${complaints}${chunk}`.slice(-2000)));
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      if (late) reject(new Error(`${name} took longer than ${seconds} s.`));
      const how = signal ?? `exit code ${code}`;
      reject(new Error(`${name} ended early (${how}). It said:\n${complaints.trim()}`));
    });
    child.stdin?.on('error', () => undefined);
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return failed;
      if (value.startsWith('{')) return JSON.parse(value) as unknown;
    }
  };
  return () => Promise.race([read(), failed]);
}
