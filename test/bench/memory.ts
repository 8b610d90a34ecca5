/** The most memory that this process ever held in RAM. */
import { readFileSync } from 'node:fs';

/**
 * Bytes. On Linux from /proc: what getrusage says there includes the parent's memory at the time of the fork.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
