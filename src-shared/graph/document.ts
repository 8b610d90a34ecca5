/**
 * What a project is: the document that people edit, undo and save. Everything here is plain, immutable JSON.
 * Owns the schema and its types; not its checks of meaning (infer.ts, symmetry.ts) nor its edits (edit.ts).
 */
import * as v from 'valibot';
import { mostLabels, mostSamples } from '../layers/fields.ts';
import { defaultSequence, defaultTable, defaultText, sequenceSchema, tableSchema, textSchema } from './data-forms.ts';

export const FORMAT = 'hourglass';
export const VERSION = 3;

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(1000));
const id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(64),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'only letters, digits, _ and -, the first a letter or digit'),
);

/** With at most so many numbers in one setting. */
const paramsUpTo = (most: number) =>
  v.record(
    v.string(),
    v.union([
      finite,
      text,
      v.boolean(),
      v.pipe(v.array(finite), v.maxLength(most)),
      v.strictObject({ l1: finite, l2: finite }),
    ]),
  );
/** Settings of a layer, objective or optimizer: checked against its fields by the registry that knows them. */
const params = paramsUpTo(mostLabels);

const node = v.strictObject({
  id,
  /** A LayerKind. */
  kind: text,
  /** What people call it; unique in the graph. */
  name: v.pipe(text, v.minLength(1), v.maxLength(80)),
  params,
  position: v.strictObject({ x: finite, y: finite }),
  /** The encoder node whose mirror this is and stays: it follows that node's changes until unlinked. */
  mirrorOf: v.optional(id),
  /** Its weights stay as they are while the others are trained. */
  frozen: v.optional(v.literal(true)),
});

const edge = v.strictObject({ id, source: id, target: id });

/** Edges into a merge layer count in the order in which they stand here. */
const graph = v.strictObject({
  nodes: v.pipe(v.array(node), v.maxLength(2000)),
  edges: v.pipe(v.array(edge), v.maxLength(8000)),
});

/**
 * A named sub-graph that nodes of the kind "block" stand for, each with weights of its own. Its graph has one Input, whose
 * shape gives way to what comes in where the block is used, and one Output. It may use other blocks, never itself.
 */
const block = v.strictObject({ id, name: v.pipe(text, v.minLength(1), v.maxLength(60)), graph });

/** See data-form.ts for which are pictures, rows, sequences or text. */
export const builtinNames = ['digits', 'shapes', 'penguins', 'dates', 'austen', 'waves'] as const;

const source = v.variant('kind', [
  /** Comes with Hourglass. */
  v.strictObject({ kind: v.literal('builtin'), name: v.picklist(builtinNames) }),
  /** A public dataset that a person has Hourglass download once. */
  v.strictObject({ kind: v.literal('download'), name: v.picklist(['mnist', 'fashionMnist', 'kmnist', 'cifar10']) }),
  /** A folder of images, nested as it likes; subfolders are labels. Absolute path. */
  v.strictObject({ kind: v.literal('imageFolder'), path: text }),
  /** Two folders whose pictures belong together by their names, whatever their endings. Absolute paths. */
  v.strictObject({ kind: v.literal('imagePairs'), inputs: text, targets: text }),
  /** Text: a file, a folder of files, or a table with a column of it. Absolute path. */
  v.strictObject({ kind: v.literal('text'), path: text }),
  /** Sequences: a table or WAV sound, or a folder of them (Data says which columns are what). Absolute path. */
  v.strictObject({ kind: v.literal('sequences'), path: text }),
  /** IDX files (MNIST's format), gzipped or not, and those kept to test on. Absolute paths. */
  v.strictObject({
    kind: v.literal('idx'),
    images: text,
    labels: v.optional(text),
    test: v.optional(v.strictObject({ images: text, labels: v.optional(text) })),
  }),
  /** A file of rows and columns: CSV, TSV, or Parquet. Absolute path. */
  v.strictObject({ kind: v.literal('table'), path: text }),
]);

const image = v.strictObject({
  /** Pixels; null keeps the source's own size (its most common one, for a folder). */
  height: v.nullable(v.pipe(whole, v.minValue(1), v.maxValue(4096))),
  width: v.nullable(v.pipe(whole, v.minValue(1), v.maxValue(4096))),
  color: v.picklist(['auto', 'grey', 'color']),
  /** How another aspect ratio is met: cut off, letterbox, or distort. */
  fit: v.picklist(['crop', 'contain', 'stretch']),
  /** Turn black on white into white on black. */
  invert: v.boolean(),
  /** Values the network sees. */
  range: v.picklist(['zeroToOne', 'minusOneToOne']),
});

/** Random changes of each training sample, anew in every epoch; all zero and false: none. */
const augmentation = v.strictObject({
  flipHorizontal: v.boolean(),
  flipVertical: v.boolean(),
  /** Furthest move, as a share of height and of width. */
  shift: v.pipe(finite, v.minValue(0), v.maxValue(0.5)),
  /** Furthest turn either way, degrees. */
  rotate: v.pipe(finite, v.minValue(0), v.maxValue(180)),
  /** Scaled by a factor from 1 − zoom to 1 + zoom. */
  zoom: v.pipe(finite, v.minValue(0), v.maxValue(0.9)),
  /** Furthest shift of all values, as a share of their range. */
  brightness: v.pipe(finite, v.minValue(0), v.maxValue(1)),
  /** Differences from the mean are scaled by a factor from 1 − contrast to 1 + contrast. */
  contrast: v.pipe(finite, v.minValue(0), v.maxValue(1)),
});

/** Which samples are kept for the test at the end; what is set aside to validate on is training.validationFraction. */
const split = v.strictObject({
  /** Share of the samples kept to test on, 0 to 0.9; for sources without test samples of their own. */
  testFraction: v.pipe(finite, v.minValue(0), v.maxValue(0.9)),
  /** First-level folders whose samples are kept to validate on and to test on; null: none. */
  validationFolder: v.nullable(text),
  testFolder: v.nullable(text),
  /** Trains and validates on samples with these labels alone ("normal"); null: on all. */
  trainLabels: v.nullable(v.pipe(v.array(text), v.minLength(1), v.maxLength(1000))),
});

const data = v.strictObject({
  source: v.nullable(source),
  image,
  table: tableSchema,
  sequence: sequenceSchema,
  text: textSchema,
  /** Use at most so many samples (evenly spread); null uses all. */
  limit: v.nullable(v.pipe(whole, v.minValue(1))),
  augmentation,
  split,
});

const optimizerKinds = ['sgd', 'momentum', 'adagrad', 'adadelta', 'adam', 'adamax', 'rmsprop', 'adamw'] as const;

const training = v.strictObject({
  epochs: v.pipe(whole, v.minValue(1), v.maxValue(100_000)),
  batchSize: v.pipe(whole, v.minValue(1), v.maxValue(65_536)),
  /** Share of the samples kept aside to validate on, 0 to 0.9. */
  validationFraction: v.pipe(finite, v.minValue(0), v.maxValue(0.9)),
  seed: v.pipe(whole, v.maxValue(4_294_967_295)),
  /** What happens to the samples left over when the batch size does not divide them. */
  lastBatch: v.picklist(['drop', 'smaller']),
  optimizer: v.strictObject({ kind: v.picklist(optimizerKinds), params }),
  learningRate: v.pipe(finite, v.gtValue(0), v.maxValue(100)),
  schedule: v.variant('kind', [
    v.strictObject({ kind: v.literal('constant') }),
    /** learning rate × factor every `every` epochs. */
    v.strictObject({
      kind: v.literal('step'),
      every: v.pipe(whole, v.minValue(1)),
      factor: v.pipe(finite, v.gtValue(0), v.maxValue(1)),
    }),
    /** Half a cosine from the learning rate down to `final` × learning rate, over all epochs, after `warmup` epochs of linear rise. */
    v.strictObject({ kind: v.literal('cosine'), final: v.pipe(finite, v.minValue(0), v.maxValue(1)), warmup: whole }),
    /** × factor after `patience` epochs without improvement. */
    v.strictObject({
      kind: v.literal('plateau'),
      patience: v.pipe(whole, v.minValue(1)),
      factor: v.pipe(finite, v.gtValue(0), v.ltValue(1)),
    }),
  ]),
  earlyStopping: v.nullable(
    v.strictObject({ patience: v.pipe(whole, v.minValue(1)), minDelta: v.pipe(finite, v.minValue(0)) }),
  ),
  gradientClipping: v.nullable(
    v.strictObject({ by: v.picklist(['globalNorm', 'value']), limit: v.pipe(finite, v.gtValue(0)) }),
  ),
  /** A device's id, or 'auto'. */
  device: text,
  /** A run whose best weights it begins with, where layers' names and shapes are the same; null or left out: random ones. */
  startFrom: v.optional(v.nullable(id)),
});

export const projectSchema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  id,
  name: v.pipe(text, v.minLength(1), v.maxLength(120)),
  graph,
  blocks: v.optional(v.pipe(v.array(block), v.maxLength(200)), []),
  data,
  /** An ObjectiveKind and its settings. */
  objective: v.strictObject({ kind: text, params }),
  training,
  /** Settings of each panel of Explore, by its kind; left out until one is changed. */
  explore: v.optional(v.record(text, paramsUpTo(mostSamples))),
});

export type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

export type Project = DeepReadonly<v.InferOutput<typeof projectSchema>>;
export type Graph = Project['graph'];
export type GraphNode = Graph['nodes'][number];
export type GraphEdge = Graph['edges'][number];
export type BlockDefinition = Project['blocks'][number];
export type DataBinding = Project['data'];
export type DataSource = NonNullable<DataBinding['source']>;
export type BuiltinName = Extract<DataSource, { kind: 'builtin' }>['name'];
export type DownloadName = Extract<DataSource, { kind: 'download' }>['name'];
export type ImagePreprocessing = DataBinding['image'];
export type Augmentation = DataBinding['augmentation'];
export type DataSplit = DataBinding['split'];
export type TrainingSettings = Project['training'];
export type OptimizerKind = TrainingSettings['optimizer']['kind'];
export type Schedule = TrainingSettings['schedule'];

export const noAugmentation: DataBinding['augmentation'] = {
  flipHorizontal: false,
  flipVertical: false,
  shift: 0,
  rotate: 0,
  zoom: 0,
  brightness: 0,
  contrast: 0,
};

/** Nothing is kept for a test. */
export const wholeSplit: DataBinding['split'] = {
  testFraction: 0,
  validationFolder: null,
  testFolder: null,
  trainLabels: null,
};

/** A new, empty project on the built-in digits. */
export function emptyProject(projectId: string, name: string): Project {
  return {
    format: FORMAT,
    version: VERSION,
    id: projectId,
    name,
    graph: { nodes: [], edges: [] },
    blocks: [],
    data: {
      source: { kind: 'builtin', name: 'digits' },
      image: { height: null, width: null, color: 'auto', fit: 'crop', invert: false, range: 'zeroToOne' },
      table: defaultTable,
      sequence: defaultSequence,
      text: defaultText,
      limit: null,
      augmentation: noAugmentation,
      split: wholeSplit,
    },
    objective: { kind: 'reconstruct', params: { loss: 'meanSquaredError', huberDelta: 1 } },
    training: {
      epochs: 10,
      batchSize: 128,
      validationFraction: 0.1,
      seed: 1,
      lastBatch: 'smaller',
      optimizer: { kind: 'adam', params: {} },
      learningRate: 0.001,
      schedule: { kind: 'constant' },
      earlyStopping: null,
      gradientClipping: null,
      device: 'auto',
    },
  };
}
