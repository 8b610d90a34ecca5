/** Names of everything a trainer writes into a run's folder. Owns names, no contents. */
import { join } from 'node:path';

export interface RunFolder {
  readonly root: string;
  readonly metrics: string;
  readonly checkpoints: string;
  readonly last: string;
  readonly best: string;
  readonly strip: string;
  readonly stripInfo: string;
  /** By its name without ending (pictureName in src-shared/wire/strip.ts). */
  picture(name: string): string;
  /** The same of a row of numbers: float32, little-endian. */
  numbers(name: string): string;
}

export function runFolder(root: string): RunFolder {
  const checkpoints = join(root, 'checkpoints');
  const strip = join(root, 'strip');
  return {
    root,
    metrics: join(root, 'metrics.jsonl'),
    checkpoints,
    last: join(checkpoints, 'last.safetensors'),
    best: join(checkpoints, 'best.safetensors'),
    strip,
    stripInfo: join(strip, 'strip.json'),
    picture: (name) => join(strip, `${name}.png`),
    numbers: (name) => join(strip, `${name}.f32`),
  };
}
