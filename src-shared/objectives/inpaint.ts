/** Missing pixels: the network sees samples with holes and learns to fill them in. */
import type { Project } from '../graph/document.ts';
import { inferGraph } from '../graph/infer.ts';
import type { Problem } from '../graph/problem.ts';
import { changeParams, withGraph } from '../graph/rewire.ts';
import { choice } from '../layers/fields-common.ts';
import type { Params } from '../layers/fields.ts';
import { formatShape, sizeOf, type Shape } from '../layers/layer.ts';
import { defineObjective } from './objective.ts';
import { adviseReconstruction, checkReconstruction, reconstructionFields } from './reconstruction-loss.ts';

const holeFields = {
  holes: choice({
    label: 'Holes',
    help: 'What is missing from each sample, anew at every step.',
    default: 'rectangles',
    options: { rectangles: 'Rectangles', pixels: 'Single pixels' },
  }),
  number: {
    type: 'integer',
    label: 'Number',
    when: { setting: 'holes', is: ['rectangles'] },
    help: 'How many rectangles each sample misses; they may overlap.',
    default: 1,
    min: 1,
    max: 64,
  },
  side: {
    type: 'number',
    label: 'Side',
    when: { setting: 'holes', is: ['rectangles'] },
    help: 'Height and width of each rectangle, as a share of the picture’s.',
    default: 0.4,
    min: 0.01,
    max: 1,
  },
  share: {
    type: 'number',
    label: 'Share of pixels',
    when: { setting: 'holes', is: ['pixels'] },
    help: 'How many of the pixels are missing, from 0 (none) to 1 (all).',
    default: 0.5,
    min: 0,
    max: 1,
  },
  fill: choice({
    label: 'Holes are fed as',
    help: 'What the network sees in place of what is missing: the value 0, the mean of what is there (of each channel), or random values.',
    default: 'zero',
    options: { zero: 'Zero', mean: 'Mean', noise: 'Noise' },
  }),
  lossOn: choice({
    label: 'Loss on',
    help: 'Everything: the whole sample should come out. Holes: only what was missing counts. Observed: only what was there, for data whose missing values nobody knows.',
    default: 'everything',
    options: { everything: 'Everything', holes: 'Holes', observed: 'Observed' },
  }),
} as const;

const fields = { ...holeFields, ...reconstructionFields };

export type InpaintParams = Params<typeof fields>;

const adviceOn: Readonly<Record<InpaintParams['lossOn'], string>> = {
  everything:
    'With the loss on everything the result fits together at the edges of the holes, since the same network gives out both sides.',
  holes:
    'With the loss on the holes alone the network spends all it has on them; keep the known pixels of the sample and take only the holes from the output.',
  observed:
    'With the loss on what is observed nothing tells the network to fill holes: it does so as far as the bottleneck forces it. That is the honest choice when missing values are never known.',
};

export const inpaint = defineObjective({
  kind: 'inpaint',
  title: 'Missing pixels',
  summary: 'Learns to fill in: parts of each sample are left out, and the whole sample should come out.',
  forms: ['image', 'sequence'],
  ends: ['output'],
  latent: 'wanted',
  target: 'input',
  watch: 'loss',
  terms: {
    hole: {
      title: 'Error in the holes',
      help: 'Mean squared error of the pixels that were missing, whatever the loss. Less is better.',
    },
  },
  fields,
  check: (params, project) => [
    ...checkReconstruction(params, project),
    ...checkMask(project),
    ...checkHoles(params, project),
  ],
  advise(params, project) {
    const hasMask = project.graph.nodes.some(({ kind }) => kind === 'mask');
    const mask = hasMask
      ? 'The Mask tells the network which pixels are missing.'
      : 'Without a Mask the network has to tell holes from the data’s own values: add one, and concatenate it with the input.';
    const skip =
      'A narrow bottleneck blurs fine detail: connections around the latent (concatenate layers of the same size) carry what is known to where it belongs.';
    return `${mask} ${adviceOn[params.lossOn]} ${skip} ${adviseReconstruction(params, project)}`;
  },
});

/** Without channels: 28 × 28 × 3 is 28 × 28 pixels, and everything else as many as it has values. */
const pixelsOf = (shape: Shape): number => sizeOf(shape.length === 3 ? shape.slice(0, 2) : shape);

function checkMask(project: Project): readonly Problem[] {
  const { input, mask, nodes, used } = inferGraph(project);
  const node = project.graph.nodes.find(({ id }) => id === mask);
  const [seen, marked] = [input, mask].map((id) => (id === null ? null : nodes.get(id)!.output));
  if (!node || !used.has(node.id) || !seen || !marked || pixelsOf(seen) === sizeOf(marked)) return [];
  const shape = seen.length === 3 ? [seen[0]!, seen[1]!, 1] : [...seen];
  return [
    {
      id: 'inpaint:mask',
      severity: 'error',
      title: 'The mask does not fit the input',
      received: `“${node.name}” is ${formatShape(marked)}.`,
      expected: `The input is ${formatShape(seen)}: one value for each pixel was expected.`,
      action: `Set the shape of “${node.name}” to ${formatShape(shape)}.`,
      nodes: [node.id],
      fixes: [
        {
          id: 'shape',
          label: `Make “${node.name}” ${formatShape(shape)}`,
          detail: `The shape of “${node.name}” becomes ${formatShape(shape)}.`,
          apply: (before) => withGraph(before, changeParams(before.graph, node.id, { shape })),
          nodes: [node.id],
        },
      ],
    },
  ];
}

/** A row of values has no rectangles: holes in it are stretches, which for flattened pictures are stripes. */
function checkHoles({ holes }: InpaintParams, project: Project): readonly Problem[] {
  const { input, nodes } = inferGraph(project);
  const shape = input === null ? null : nodes.get(input)!.output;
  if (holes !== 'rectangles' || shape?.length !== 1) return [];
  return [
    {
      id: 'inpaint:rectangles',
      severity: 'warning',
      title: 'The input has no height and width for rectangles',
      received: `The input is one row of ${formatShape(shape)} values, in which holes are stretches: stripes of a flattened picture.`,
      expected: 'Rectangles need an input of height × width × channels.',
      action: 'Let pictures come in with their shape and put Flatten behind the input, or leave out single pixels.',
      nodes: [input!],
      fixes: [
        {
          id: 'pixels',
          label: 'Leave out single pixels',
          detail: 'Holes become single pixels.',
          apply: (before) => ({
            ...before,
            objective: { ...before.objective, params: { ...before.objective.params, holes: 'pixels' } },
          }),
          nodes: [],
        },
      ],
    },
  ];
}
