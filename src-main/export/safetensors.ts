/** safetensors: a part's weights by the names of its layers. Owns the names; trainer/safetensors.ts owns the container. */
import { readFile, writeFile } from 'node:fs/promises';
import { safetensors } from '#shared/export/safetensors.ts';
import { readContainer, writeContainer, type NamedTensor } from '../trainer/safetensors.ts';
import { farthest } from './check.ts';
import type { ExportedPart, ExportFormat } from './format.ts';

export const safetensorsFormat: ExportFormat<'safetensors'> = {
  definition: safetensors,
  async write(part, path) {
    const { project, title, run } = part;
    const texts = {
      madeBy: 'Hourglass',
      project: project.name,
      part: title,
      ...(run && { run: run.id, epoch: String(run.epoch) }),
      layout: 'As Keras has them: kernels [height, width, in, out] or [in, out].',
    };
    await writeFile(path, writeContainer({ texts, tensors: readableWeights(part) }));
  },
  async check(part, path) {
    const { tensors } = readContainer(await readFile(path));
    const weights = [...readableWeights(part)];
    const differences = weights.map(([name, { values }]) => farthest(values, tensors.get(name)!.values));
    return { by: 'Hourglass', of: 'weights', difference: Math.max(0, ...differences) };
  },
  snippet: (_part, name) => ({
    language: 'python',
    code: [
      '# pip install safetensors numpy',
      'from safetensors.numpy import load_file',
      '',
      `weights = load_file("${name}")`,
      'for name, values in weights.items():',
      '    print(name, values.shape)',
    ].join('\n'),
  }),
};

/** "Conv2D 64/kernel": a node's name is its own in the graph. */
function readableWeights({ weights, nodes }: ExportedPart): Map<string, NamedTensor> {
  const names = new Map(nodes.map(({ node }) => [node.id, node.name]));
  return new Map(
    [...weights].map(([name, { spec, values }]) => {
      const cut = name.lastIndexOf('/');
      return [`${names.get(name.slice(0, cut)) ?? name.slice(0, cut)}/${name.slice(cut + 1)}`, { spec, values }];
    }),
  );
}
