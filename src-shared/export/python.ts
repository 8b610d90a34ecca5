/** Python source: the network as code, and how it was trained. Owns its words and options. */
import { defineExport } from './format.ts';
import { maskField, refuseKnownMask } from './mask-field.ts';
import { partKinds } from './parts.ts';

export const python = defineExport({
  id: 'python',
  title: 'Python source',
  audience: 'whoever goes on in Python, on larger machines or with code of their own',
  summary:
    'A folder with the network as readable Keras code, its weights, and a script that trains it as Hourglass did: same data, split, objective, optimizer and schedule; on one machine or several.',
  ending: null,
  takes: partKinds,
  onlyResult: () => true,
  fields: {
    data: {
      type: 'boolean',
      label: 'Copy the data along',
      help: 'The prepared samples go into the folder, so that the script trains on exactly the same ones; without them you bring your own.',
      default: true,
    },
    mask: maskField,
  },
  tolerance: () => 0,
  refuse: (part, project, { mask }) => refuseKnownMask(part, project, mask),
});
