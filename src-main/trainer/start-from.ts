/**
 * Fine-tuning: a new run's first weights are another run's best ones, wherever a layer of the same name has weights of the
 * same shape. Owns what counts as the same; all else begins as in any run.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { expandBlocks } from '#shared/graph/expand-blocks.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { UserError } from '#shared/problem.ts';
import { readCheckpoint } from './checkpoint.ts';
import { runFolder } from './run-folder.ts';
import type { NamedTensor } from './safetensors.ts';
import type { Session } from './session.ts';

const prefix = 'weights/';

/** Throws a UserError where the run cannot be read, or no weight of it fits. */
export async function takeWeights(session: Session, folder: string): Promise<void> {
  const snapshot = join(folder, 'project.hourglass');
  const text = await readFile(snapshot, 'utf8').catch(() => {
    throw new UserError({
      received: `The run in ${folder} is not there any more.`,
      expected: 'This training is to start from its weights.',
      action: 'Choose another run to start from under Train, or none.',
    });
  });
  const source = expandBlocks(parseProject(text, basename(snapshot)));
  const { tensors } = await readCheckpoint(runFolder(folder).best);
  const merged = mergeWeights(
    { project: session.trainable.project, tensors: await session.readTensors() },
    { project: source, tensors },
  );
  if (merged.taken.length === 0)
    throw new UserError({
      received: `No layer of “${source.name}” has the name and the shape of one of this network.`,
      expected: 'Weights are taken over where layers’ names and shapes are the same.',
      action: 'Give the layers the names that they have there, or start from random weights.',
    });
  await session.writeTensors(merged.tensors);
}

interface Weighted {
  /** Without blocks. */
  readonly project: Project;
  /** By the names that checkpoints use. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/** All tensors of `own`, with weights of `other` in place of those that are the same by layer's name, role and shape. */
export function mergeWeights(
  own: Weighted,
  other: Weighted,
): { readonly tensors: Map<string, NamedTensor>; readonly taken: readonly string[] } {
  const offered = new Map([...other.tensors].map(([name, tensor]) => [readable(name, other.project), tensor]));
  const tensors = new Map(own.tensors);
  const taken: string[] = [];
  for (const [name, { spec }] of own.tensors) {
    const found = name.startsWith(prefix) ? offered.get(readable(name, own.project)) : undefined;
    if (!found || found.spec.shape.join() !== spec.shape.join() || found.spec.dtype !== spec.dtype) continue;
    tensors.set(name, found);
    taken.push(name);
  }
  return { tensors, taken };
}

/** "weights/conv2d_1/kernel" → "weights/Conv2D 32/kernel". */
function readable(name: string, { graph }: Project): string {
  const cut = name.lastIndexOf('/');
  const id = name.slice(prefix.length, cut);
  const node = graph.nodes.find((each) => each.id === id);
  return name.startsWith(prefix) && node ? `${prefix}${node.name}${name.slice(cut)}` : name;
}
