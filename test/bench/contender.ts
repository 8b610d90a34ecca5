/** A process that measures, seen from the bench: starting it, asking it for rounds, ending it. Owns no timing. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Finish, Ready, Round } from './protocol.ts';

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

  /** Resolves when it is warm. Throws with the end of what it said when it ends before. */
  static async start(name: string, command: string, parameters: readonly string[]): Promise<Contender> {
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    const next = messagesOf(name, child);
    return new Contender(name, child, next, (await next()) as Ready);
  }

  async round(): Promise<void> {
    this.#child.stdin?.write('round\n');
    this.rounds.push((await this.#next()) as Round);
  }

  async finish(): Promise<Finish> {
    this.#child.stdin?.write('finish\n');
    const finish = (await this.#next()) as Finish;
    this.#child.stdin?.end();
    return finish;
  }

  get medianMilliseconds(): number {
    return median(this.rounds.map(({ millisecondsPerStep }) => millisecondsPerStep));
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
function messagesOf(name: string, child: ChildProcess): () => Promise<unknown> {
  let complaints = '';
  child.stderr?.on('data', (chunk) => (complaints = `${complaints}${chunk}`.slice(-2000)));
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
    child.on('exit', (code, signal) =>
      reject(new Error(`${name} ended early (${signal ?? `exit code ${code}`}). It said:\n${complaints.trim()}`)),
    );
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
