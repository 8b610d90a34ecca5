/** TensorFlow.js layers model: for web pages and Node. Owns its words, options, and what TensorFlow.js's layers cannot say. */
import type { GraphNode } from '../graph/document.ts';
import { indexGraph } from '../graph/order.ts';
import type { LayerKind } from '../layers/index.ts';
import type { ThreeParts } from '../problem.ts';
import { encoderField, onlyMean } from './encoder-field.ts';
import { defineExport } from './format.ts';
import { maskField, refuseKnownMask } from './mask-field.ts';
import { partKinds } from './parts.ts';

const isResetAfter = ({ params }: GraphNode): boolean => params['resetAfter'] === true;
const usesLeakyRelu = ({ params }: GraphNode): boolean =>
  [params['activation'], params['recurrentActivation']].includes('leakyRelu');

/** What a node has that TensorFlow.js's layers do not, as the object of "has"; null where they have all of it. */
function lacking(node: GraphNode): string | null {
  switch (node.kind as LayerKind) {
    case 'attention':
    case 'multiHeadAttention':
      return 'attention';
    case 'masking':
      // Its masks wrongly stay with later layers: engine/executor.js, as operation.ts says.
      return 'masks for steps that are left out';
    case 'activation':
      return node.params['activation'] === 'elu' && node.params['alpha'] !== 1 ? 'an ELU whose alpha is not 1' : null;
    case 'embedding':
      return node.params['maskZero'] === true ? 'masks for steps that are left out' : null;
    case 'unitNormalization':
      return 'unit normalization';
    case 'gru':
      return isResetAfter(node)
        ? 'a GRU with “reset after”'
        : usesLeakyRelu(node)
          ? 'leaky ReLU in recurrent layers'
          : null;
    case 'bidirectional':
      return node.params['cell'] === 'gru' && isResetAfter(node)
        ? 'a GRU with “reset after”'
        : usesLeakyRelu(node)
          ? 'leaky ReLU in recurrent layers'
          : null;
    case 'lstm':
    case 'simpleRnn':
      return usesLeakyRelu(node) ? 'leaky ReLU in recurrent layers' : null;
    default:
      return null;
  }
}

export const tfjs = defineExport({
  id: 'tfjs',
  title: 'TensorFlow.js',
  audience: 'web pages and Node',
  summary:
    'A folder with model.json and the weights, which tf.loadLayersModel opens in any browser. Put it on a web server, and the page runs the network on the visitor’s machine.',
  ending: null,
  takes: partKinds,
  onlyResult: onlyMean,
  fields: { encoder: encoderField, mask: maskField },
  tolerance: () => 1e-4,
  refuse(part, project, { mask }): ThreeParts | null {
    const { nodes } = indexGraph(project.graph);
    for (const id of part.nodes) {
      const node = nodes.get(id)!;
      const missing = lacking(node);
      if (missing !== null)
        return {
          received: `“${node.name}” needs ${missing}, which the layers of TensorFlow.js do not have.`,
          expected: 'Every layer must be one that TensorFlow.js has, or can be made of those.',
          action: 'Export ONNX, which runs in browsers, too.',
        };
    }
    return refuseKnownMask(part, project, mask);
  },
});
