/** safetensors: weights alone. Owns its words. */
import { defineExport } from './format.ts';
import { partKinds } from './parts.ts';

export const safetensors = defineExport({
  id: 'safetensors',
  title: 'safetensors',
  audience: 'Python code of your own',
  summary: 'The weights alone, by the names of their layers, in a file that many libraries read and that runs no code.',
  ending: '.safetensors',
  takes: partKinds,
  fields: {},
  // What is stored is what is held.
  tolerance: () => 0,
  refuse: () => null,
});
