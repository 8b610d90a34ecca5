/** The NVIDIA graphics processor of this computer, as its driver describes it. Owns the asking; runs nothing on it. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Nvidia {
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
  readonly driver: string;
}

/** Where the driver puts its own tool: Linux, Linux inside Windows, Windows. */
const tools = [
  '/usr/bin/nvidia-smi',
  '/usr/lib/wsl/lib/nvidia-smi',
  join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'nvidia-smi.exe'),
];
const question = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];

/** The first one that the driver lists, for that is the one used; null without a driver that answers. */
export async function findNvidia(): Promise<Nvidia | null> {
  for (const tool of tools) {
    const there = await access(tool).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    const answer = await promisify(execFile)(tool, question, { timeout: 5000, windowsHide: true }).catch(() => null);
    if (answer) return parseNvidia(answer.stdout);
  }
  return null;
}

/** "NVIDIA GeForce RTX 4070, 12282, 550.54.14" (memory in MiB), a line a processor. */
export function parseNvidia(text: string): Nvidia | null {
  const [name, memory, driver] = (text.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  const mebibytes = Number(memory);
  if (!name || !driver || !(mebibytes > 0)) return null;
  return { name, memory: mebibytes * 2 ** 20, driver };
}
