/**
 * Block: stands for a named sub-graph of the project, once or several times in a row. Owns its settings; shapes and
 * weights depend on the project's definition and are graph/infer-block.ts's, layers are built after graph/expand-blocks.ts.
 */
import { defineLayer, LayerError } from './layer.ts';

/** Only a project knows what a block is made of. */
function refuse(): never {
  throw new LayerError({
    received: 'It is looked at without its project.',
    expected: 'What a block gives out follows from the layers that it is made of.',
    action: 'Open the project that defines it.',
  });
}

export const block = defineLayer({
  kind: 'block',
  title: 'Block',
  group: 'core',
  summary:
    'Several layers under one name, which can be opened, used in many places and repeated. Every use learns weights of its own. Starts as a residual block.',
  keywords: ['group', 'sub-graph', 'residual', 'resnet', 'skip', 'repeat', 'reuse', 'module'],
  inputs: { min: 1, max: 1 },
  fields: {
    block: {
      type: 'block',
      label: 'Layers',
      help: 'Which of the project’s blocks stands here; open it to change it everywhere it is used.',
      default: 'residual_32',
    },
    repeat: {
      type: 'integer',
      label: 'Repeat',
      help: 'How many times in a row, each with weights of its own; what it gives out must then fit what it takes in.',
      default: 1,
      min: 1,
      max: 64,
    },
  },
  shape: refuse,
  countWeights: refuse,
  build: refuse,
});
