/** Dream: pictures that excite a part of the network, by gradient ascent. */
import { definePanel } from './panel.ts';

export const dream = definePanel({
  kind: 'dream',
  title: 'Dream',
  summary: 'Pictures that excite a layer, a channel or a class most, grown out of noise or any picture.',
  fields: {},
  refuse: ({ layers }) => (layers.length === 0 ? 'The network has no layers.' : null),
});
