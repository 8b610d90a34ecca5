/** TensorFlow SavedModel: a folder that TensorFlow and its relatives serve. Owns its words and options. */
import { defineExport } from './format.ts';
import { partKinds } from './parts.ts';
import { pictureInput, refuseBytes } from './picture-input.ts';

export const savedmodel = defineExport({
  id: 'savedmodel',
  title: 'TensorFlow SavedModel',
  audience: 'TensorFlow, TensorFlow Serving and converters to Lite',
  summary:
    'A folder that TensorFlow loads without any of the network’s code. Of a whole network it also has the signatures “encode” and “decode”.',
  ending: null,
  takes: partKinds,
  fields: { input: pictureInput },
  tolerance: () => 1e-4,
  refuse: (part, _project, { input }) => refuseBytes(part, input),
});
