/** TensorBoard event files: the curves of a run. Owns their words. */
import { defineExport } from './format.ts';

export const tensorboard = defineExport({
  id: 'tensorboard',
  title: 'TensorBoard curves',
  audience: 'TensorBoard and tools that read its logs',
  summary: 'The run’s curves, training beside validation, as event files. No weights.',
  ending: null,
  takes: 'run',
  fields: {},
  tolerance: () => null,
  refuse: () => null,
});
