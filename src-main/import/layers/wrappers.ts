/** Layers that wrap others: two recurrent ones in two directions, and one at every step alike. */
import type { AnyParams } from '#shared/layers/fields.ts';
import type { Json } from '../../export/keras/layer.ts';
import { cellSettings, direct } from '../../export/keras/direct.ts';
import { penalty, same } from '../../export/keras/settings.ts';
import type { Converter } from './converted.ts';
import { LayerReading } from './reading.ts';

interface Wrapped {
  readonly className: string;
  readonly config: { readonly [key: string]: Json };
}

function wrappedIn(reading: LayerReading, key: string): Wrapped | null {
  const found = reading.ask(key);
  if (found === undefined || found === null) return null;
  const { class_name: className, config } = found as { readonly [key: string]: Json };
  if (typeof className !== 'string' || config === null || typeof config !== 'object' || Array.isArray(config))
    return reading.refuseSetting(key);
  return { className, config: config as Wrapped['config'] };
}

/** The same layer with another's class and settings. */
const inside = (reading: LayerReading, { className, config }: Wrapped): LayerReading =>
  new LayerReading({ ...reading.layer, className, config, options: {} }, (what) => reading.note(what));

const cells: Readonly<Record<string, 'lstm' | 'gru'>> = { LSTM: 'lstm', GRU: 'gru' };
const ways = ['forward', 'backward'] as const;

export const bidirectional: Converter = (reading) => {
  const forward = wrappedIn(reading, 'layer');
  const cell = cells[forward?.className ?? ''];
  if (!forward || !cell)
    return reading.refuse(`reads both ways with “${forward?.className ?? 'nothing'}”, not LSTM or GRU`);
  const backward = wrappedIn(reading, 'backward_layer') ?? {
    ...forward,
    config: { ...forward.config, go_backwards: true },
  };
  const { activityPenalty: _, ...settings } = cellSettings[cell];
  const [there, back] = [forward, backward].map((wrapped) => {
    const inner = inside(reading, wrapped);
    const backwards = inner.ask('go_backwards') === true;
    // Keras gives zeros at steps left out here, as this kind does.
    inner.ask('zero_output_for_mask');
    const old: AnyParams = cell === 'gru' && wrapped.config['reset_after'] === undefined ? { resetAfter: false } : {};
    const params = inner.params('bidirectional', settings, { cell, ...old });
    inner.checkRest(2);
    return { params, backwards, className: wrapped.className };
  }) as [Way, Way];
  const alike = JSON.stringify(there.params) === JSON.stringify(back.params) && there.className === back.className;
  if (!alike || there.backwards || !back.backwards) reading.refuse('reads with layers that differ from way to way');
  const own = reading.params('bidirectional', {
    mergeMode: same('merge_mode'),
    activityPenalty: penalty('activity_regularizer'),
  });
  const { mergeMode, activityPenalty } = own;
  const roles = ways.flatMap((way) =>
    direct[cell].weights.map(({ role }) => ({ role: `${way}/${role}`, owner: `${way}_layer/cell` })),
  );
  return [
    {
      kind: 'bidirectional',
      params: { ...there.params, mergeMode: mergeMode!, activityPenalty: activityPenalty! },
      stored: { roles },
    },
  ];
};

interface Way {
  readonly params: ReturnType<LayerReading['params']>;
  readonly backwards: boolean;
  readonly className: string;
}

/** Layers that work on each step alike anyway. */
const stepwise = ['Dense', 'Activation', 'LeakyReLU', 'ELU', 'ReLU', 'Dropout', 'LayerNormalization'];

export const timeDistributed =
  (convert: (reading: LayerReading) => Converter): Converter =>
  (reading, inputs) => {
    const wrapped = wrappedIn(reading, 'layer');
    if (!wrapped || !stepwise.includes(wrapped.className) || inputs[0]?.length !== 2)
      return reading.refuse(`repeats “${wrapped?.className ?? 'nothing'}” at every step, which is not possible here`);
    const inner = inside(reading, wrapped);
    const nodes = convert(inner)(inner, inputs);
    inner.checkRest(1);
    const place = { ...reading.layer, tree: `${reading.layer.tree}/layer` };
    return nodes.map((node) => (node.stored ? { ...node, stored: { ...node.stored, place } } : node));
  };
