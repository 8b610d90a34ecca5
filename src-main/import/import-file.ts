/**
 * A model file as a project and its weights: opened, checked, built, and only then are numbers read. Owns that order; runs no code
 * of the file's, and writes nothing but into the scratch folder.
 */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { formOfProject } from '#shared/graph/data-form.ts';
import type { Project } from '#shared/graph/document.ts';
import { inferGraph } from '#shared/graph/infer.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import type { ImportNote, ImportReport } from '#shared/wire/import.ts';
import { findNotFinite } from '../trainer/checkpoint.ts';
import type { NamedTensor } from '../trainer/safetensors.ts';
import { buildGraph, type BuiltGraph, type FoundWeight } from './build-graph.ts';
import { withEnds } from './ends.ts';
import { asProject } from './project.ts';
import { ConfigFault } from './read/config.ts';
import { openModelFile } from './read/model-file.ts';
import { LayerRefusal, refuse } from './refusal.ts';

export interface Imported {
  readonly project: Project;
  /** Of all nodes, by "<node id>/<role>". */
  readonly weights: ReadonlyMap<string, NamedTensor>;
  readonly report: ImportReport;
}

export interface ImportContext {
  /** An empty folder of the caller's. */
  readonly scratch: string;
  /** What is being done now. */
  progress?(doing: string): void;
}

/** Throws a UserError that names the file and what is wrong with it. */
export async function importFile(path: string, { scratch, progress }: ImportContext): Promise<Imported> {
  progress?.('Reading the file');
  const file = await openModelFile(path, scratch);
  try {
    progress?.('Building the network');
    const { project, graph, layers } = inFileWords(path, () => {
      const { model, weights: stored, notes } = file.layers();
      const built = buildGraph(model, stored);
      const computing = model.layers.filter(({ className }) => className !== 'InputLayer').length;
      return {
        project: asProject(randomUUID(), file.name, withEnds(built), built.range),
        graph: { ...built, notes: [...notes, ...built.notes] },
        layers: computing,
      };
    });
    refuseProblems(path, project);
    progress?.('Reading the weights');
    const weights = readWeights(path, graph.weights);
    const total = [...weights.values()].reduce((sum, { values }) => sum + values.length, 0);
    const notes = [...graph.notes, ...endNotes(graph), ...wordNotes(project)];
    return {
      project: parseProject(formatProject(project), file.name),
      weights,
      report: { format: file.format, weights: total, layers, notes },
    };
  } finally {
    file.close();
  }
}

/** What is wrong in the file is said of the file. */
function inFileWords<T>(path: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof LayerRefusal)
      throw refuse(path, error.message, 'Change that layer where the model was made, or choose another model.');
    if (error instanceof ConfigFault) throw refuse(path, error.message);
    if (error instanceof v.ValiError || error instanceof RangeError || error instanceof TypeError)
      throw refuse(path, 'what it says of its layers is not in the form that such files have');
    throw error;
  }
}

function refuseProblems(path: string, project: Project): void {
  const fault = inferGraph(project).problems.find(({ severity }) => severity === 'error');
  if (fault) throw refuse(path, `${fault.received} ${fault.expected}`.replace(/\.$/, ''), fault.action);
}

/** Every one, whole and finite. */
function readWeights(path: string, found: readonly FoundWeight[]): Map<string, NamedTensor> {
  const weights = new Map<string, NamedTensor>();
  for (const { name, shape, stored } of found) {
    const tensor: NamedTensor = { spec: { shape: [...shape], dtype: 'float32' }, values: stored.read() };
    if (findNotFinite(new Map([[name, tensor]])) !== null)
      throw refuse(
        path,
        `the weight “${stored.name}” holds values that are not finite numbers`,
        'It was saved when its training had failed; choose another one.',
      );
    weights.set(name, tensor);
  }
  return weights;
}

const wordNotes = (project: Project): ImportNote[] =>
  formOfProject(project) === 'text'
    ? [
        {
          layer: null,
          kind: null,
          what: 'Which word each of its numbers stands for is not in the file: with text of your own they stand for other words, and it has to learn anew.',
        },
      ]
    : [];

const endNotes = ({ outputs }: BuiltGraph): ImportNote[] =>
  outputs.length === 1
    ? []
    : [
        {
          layer: null,
          kind: null,
          what: `It has ${outputs.length} outputs; the first is the output here, and the layers of the others stand on the canvas, unused and with the weights they begin with.`,
        },
      ];
