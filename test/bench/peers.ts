/** Finds a Python with the peers. Installs nothing. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The one that was named; else the environment that `../shared/tools/peers/install` made before, if it did; else null. */
export function findPeers(named: string | null, root: string): string | null {
  if (named === 'none') return null;
  if (named) return named;
  const made = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hourglass', 'peers');
  const isMade =
    existsSync(resolve(root, '..', 'shared', 'tools', 'peers', 'install')) && existsSync(join(made, '.ready'));
  if (isMade) return join(made, 'bin', 'python');
  console.log('No peers: pass --peers PYTHON (one with Keras on TensorFlow, and PyTorch) to compare.');
  return null;
}
