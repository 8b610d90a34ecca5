/** What an ONNX file says of itself: where it comes from, its labels, and how pictures become its input. */
import type { ModelWords } from '../../compiler/onnx/schema.ts';
import type { ExportedPart } from '../format.ts';

export function describe({
  project,
  title,
  summary,
  run,
  labels,
  preprocessing,
  inputs,
  outputs,
}: ExportedPart): Pick<ModelWords, 'docString' | 'metadata'> {
  const ends = (list: readonly { name: string; shape: readonly number[] }[]): string =>
    JSON.stringify(Object.fromEntries(list.map(({ name, shape }) => [name, ['batch', ...shape]])));
  return {
    docString: `${title} of “${project.name}”. ${summary} Made with Hourglass.`,
    metadata: {
      name: project.name,
      part: title,
      ...(run ? { run: run.id, epoch: String(run.epoch) } : {}),
      inputs: ends(inputs),
      outputs: ends(outputs),
      ...(labels.length > 0 ? { labels: JSON.stringify(labels) } : {}),
      ...(inputs.some(({ name }) => name === 'input') ? { preprocessing: preprocessing.steps.join(' ') } : {}),
    },
  };
}
