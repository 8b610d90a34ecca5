/** Keras's own archive, and its older HDF5 file: for Python. Owns their words and options. */
import { encoderField, onlyMean } from './encoder-field.ts';
import { defineExport } from './format.ts';
import { maskField, refuseKnownMask } from './mask-field.ts';
import { partKinds } from './parts.ts';

const fields = { encoder: encoderField, mask: maskField };

export const keras = defineExport({
  id: 'keras',
  title: 'Keras',
  audience: 'Python: TensorFlow, JAX or PyTorch through Keras 3',
  summary:
    'One file that keras.saving.load_model opens, to use or to train further. Made of Keras’s own layers alone, so that it needs no code of ours.',
  ending: '.keras',
  takes: partKinds,
  onlyResult: onlyMean,
  fields,
  tolerance: () => 0,
  refuse: (part, project, { mask }) => refuseKnownMask(part, project, mask),
});

export const h5 = defineExport({
  id: 'h5',
  title: 'Keras HDF5',
  audience: 'older Python tools, and whatever reads HDF5',
  summary:
    'The file that Keras wrote before: one HDF5 file with the network as JSON and every weight under its layer’s name.',
  ending: '.h5',
  takes: partKinds,
  onlyResult: onlyMean,
  fields,
  tolerance: () => 0,
  refuse: (part, project, { mask }) => refuseKnownMask(part, project, mask),
});
