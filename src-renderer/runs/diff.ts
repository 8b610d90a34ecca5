/** What differs between the design a run was made from and another one, as lines of words. Owns no comparison of results. */
import type { GraphNode, Project } from '#shared/graph/document.ts';
import type { Field, Fields, ParamValue } from '#shared/layers/fields.ts';
import { findLayer } from '#shared/layers/index.ts';
import { objectiveOf } from '#shared/objectives/index.ts';
import { optimizers } from '#shared/optimizers.ts';
import { describeAugmentation } from '../data/augmentation-fields.ts';
import { colorWords, describeSource, fitWords, rangeWords } from '../data/binding.ts';
import { describeClipping, describeEarlyStopping, describeObjective, describeSchedule } from '../train/describe.ts';
import { formatCount, formatPercent, formatSetting } from '../ui/format.ts';

export interface Difference {
  readonly group: 'Layers' | 'Data' | 'Objective' | 'Training';
  readonly what: string;
  readonly then: string;
  readonly now: string;
}

/** `then` is the run's design, `now` the one it is held against. Positions of nodes do not count. */
export function compareProjects(then: Project, now: Project): readonly Difference[] {
  return [
    ...compareLayers(then, now),
    ...compareData(then, now),
    ...compareObjectives(then, now),
    ...compareTraining(then, now),
  ];
}

const absent = '–';

function sayValue(value: ParamValue | undefined, field?: Field): string {
  if (value === undefined) return absent;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return formatSetting(value);
  if (typeof value === 'string')
    return (field?.type === 'choice' && field.options.find((option) => option.value === value)?.label) || value;
  if (Array.isArray(value)) return value.join(' × ');
  const { l1, l2 } = value as { l1: number; l2: number };
  return l1 === 0 && l2 === 0 ? 'none' : `L1 ${formatSetting(l1)}, L2 ${formatSetting(l2)}`;
}

function compareParams(
  group: Difference['group'],
  prefix: string,
  fields: Fields,
  then: Readonly<Record<string, ParamValue>>,
  now: Readonly<Record<string, ParamValue>>,
): readonly Difference[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((key) => {
    if (JSON.stringify(then[key]) === JSON.stringify(now[key])) return [];
    const field = fields[key];
    const label = field?.label ?? key;
    return [{ group, what: `${prefix}${label}`, then: sayValue(then[key], field), now: sayValue(now[key], field) }];
  });
}

function compareLayers(then: Project, now: Project): readonly Difference[] {
  const before = new Map(then.graph.nodes.map((node) => [node.id, node]));
  const after = new Map(now.graph.nodes.map((node) => [node.id, node]));
  const title = (node: GraphNode): string => findLayer(node.kind)?.title ?? node.kind;
  const gone = then.graph.nodes.filter(({ id }) => !after.has(id));
  const added = now.graph.nodes.filter(({ id }) => !before.has(id));
  const changed = then.graph.nodes.flatMap((node) => {
    const other = after.get(node.id);
    if (other === undefined) return [];
    if (other.kind !== node.kind) return [layerLine(`“${node.name}”`, title(node), title(other))];
    const renamed = other.name === node.name ? [] : [layerLine('Name', `“${node.name}”`, `“${other.name}”`)];
    return [
      ...renamed,
      ...compareParams('Layers', `“${other.name}”: `, findLayer(node.kind)?.fields ?? {}, node.params, other.params),
    ];
  });
  const wires = (project: Project): string =>
    JSON.stringify(project.graph.edges.map(({ source, target }) => [source, target]));
  const rewired =
    gone.length === 0 && added.length === 0 && wires(then) !== wires(now)
      ? [layerLine('Connections', `${then.graph.edges.length}, as they were`, `${now.graph.edges.length}, changed`)]
      : [];
  return [
    ...gone.map((node) => layerLine(`“${node.name}”`, title(node), absent)),
    ...added.map((node) => layerLine(`“${node.name}”`, absent, title(node))),
    ...changed,
    ...rewired,
  ];
}
const layerLine = (what: string, then: string, now: string): Difference => ({ group: 'Layers', what, then, now });

/** One line for each row whose words differ. */
function compareWords(
  group: Difference['group'],
  then: Project,
  now: Project,
  rows: Readonly<Record<string, (project: Project) => string>>,
): readonly Difference[] {
  return Object.entries(rows).flatMap(([what, say]) =>
    say(then) === say(now) ? [] : [{ group, what, then: say(then), now: say(now) }],
  );
}

const compareData = (then: Project, now: Project): readonly Difference[] =>
  compareWords('Data', then, now, {
    // Two folders may share their last names: the whole path decides, and is shown when the short one does not.
    Source: ({ data }) => {
      const { source } = data;
      if (source?.kind === 'imageFolder') return `Folder ${source.path}`;
      if (source?.kind === 'imagePairs') return `Pairs of ${source.inputs} and ${source.targets}`;
      if (source?.kind === 'idx') return `IDX file ${source.images}`;
      return describeSource(source);
    },
    Size: ({ data: { image } }) =>
      image.height === null || image.width === null ? 'their own' : `${image.height} × ${image.width}`,
    Colour: ({ data }) => colorWords[data.image.color].toLowerCase(),
    Fit: ({ data }) => fitWords[data.image.fit].label.toLowerCase(),
    Inverted: ({ data }) => (data.image.invert ? 'yes' : 'no'),
    Range: ({ data }) => rangeWords[data.image.range],
    Augmentation: ({ data }) => describeAugmentation(data.augmentation),
    'Kept to test': ({ data: { split } }) => split.testFolder ?? formatPercent(split.testFraction),
    'Kept to validate': ({ data: { split } }) => split.validationFolder ?? 'a share',
    'Labels trained on': ({ data: { split } }) => split.trainLabels?.join(', ') ?? 'all',
    'At most': ({ data }) => (data.limit === null ? 'all' : formatCount(data.limit)),
  });

function compareObjectives(then: Project, now: Project): readonly Difference[] {
  if (then.objective.kind !== now.objective.kind)
    return [{ group: 'Objective', what: 'Objective', then: describeObjective(then), now: describeObjective(now) }];
  return compareParams('Objective', '', objectiveOf(now)?.fields ?? {}, then.objective.params, now.objective.params);
}

function compareTraining(then: Project, now: Project): readonly Difference[] {
  const [before, after] = [then.training.optimizer, now.training.optimizer];
  const fields: Fields = optimizers[after.kind].fields;
  return [
    ...compareWords('Training', then, now, {
      Epochs: ({ training }) => formatCount(training.epochs),
      'Batch size': ({ training }) => formatCount(training.batchSize),
      'Last batch': ({ training }) => (training.lastBatch === 'drop' ? 'left out' : 'smaller'),
      Validation: ({ training }) => formatPercent(training.validationFraction),
      Seed: ({ training }) => String(training.seed),
      Optimizer: ({ training }) => optimizers[training.optimizer.kind].title,
      'Learning rate': ({ training }) => formatSetting(training.learningRate),
      Schedule: ({ training }) => describeSchedule(training.schedule),
      'Early stopping': ({ training }) => describeEarlyStopping(training.earlyStopping),
      'Gradient clipping': ({ training }) => describeClipping(training.gradientClipping),
      Device: ({ training }) => training.device,
    }),
    ...(before.kind === after.kind ? compareParams('Training', '', fields, before.params, after.params) : []),
  ];
}
