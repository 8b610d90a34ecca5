/** The peers: which there are, and a Python that has them. Installs nothing. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** As peers.py names them: Keras's `fit`, PyTorch's eager loop, and the same loop through torch.compile. */
export const frameworks = ['keras', 'torch', 'torch-compile'] as const;
export type Framework = (typeof frameworks)[number];

export interface PeerOptions {
  readonly python: string;
  /** peers.py. */
  readonly script: string;
  readonly frameworks: readonly Framework[];
  readonly device: 'cpu' | 'cuda';
}

/** The one that was named; else the environment that `../shared/tools/peers/install` made before, if it did; else null. */
export function findPython(named: string | null, root: string): string | null {
  if (named === 'none') return null;
  if (named) return named;
  const made = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hourglass', 'peers');
  const isMade =
    existsSync(resolve(root, '..', 'shared', 'tools', 'peers', 'install')) && existsSync(join(made, '.ready'));
  if (isMade) return join(made, 'bin', 'python');
  console.log('No peers: pass --peers PYTHON (one with Keras on TensorFlow, and PyTorch) to compare.');
  return null;
}
