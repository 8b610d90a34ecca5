/** Settings that several layer kinds share, so that they read and behave alike. Owns no kind's own settings. */
import type { ChoiceField, Field, IntegerField, PairField, PenaltyField } from './fields.ts';
import type { InitializerKind } from './initializers.ts';

/** A choice whose options are given as value → label, in menu order. */
export function choice<V extends string>(field: {
  readonly label: string;
  readonly help: string;
  readonly default: NoInfer<V>;
  readonly options: Readonly<Record<V, string>>;
  readonly advanced?: boolean;
}): ChoiceField<V> {
  const options = (Object.keys(field.options) as V[]).map((value) => ({ value, label: field.options[value] }));
  return { type: 'choice', ...field, options };
}

/** The same setting, shown under "More". */
export const advanced = <F extends Field>(field: F): F => ({ ...field, advanced: true });

const initializerLabels: Record<InitializerKind, string> = {
  glorotUniform: 'Glorot uniform',
  glorotNormal: 'Glorot normal',
  heUniform: 'He uniform',
  heNormal: 'He normal',
  lecunUniform: 'LeCun uniform',
  lecunNormal: 'LeCun normal',
  orthogonal: 'Orthogonal',
  randomUniform: 'Random uniform',
  randomNormal: 'Random normal',
  truncatedNormal: 'Truncated normal',
  zeros: 'Zeros',
  ones: 'Ones',
};

/** `what` is the plural thing that starts so: "kernel weights". */
export const initializerField = (label: string, what: string, initial: InitializerKind) =>
  choice<InitializerKind>({
    label,
    help: `How the ${what} start before any training; the usual choice is already set.`,
    default: initial,
    options: initializerLabels,
    advanced: true,
  });

export const penaltyField = (label: string, what: string): PenaltyField => ({
  type: 'penalty',
  label,
  help: `Makes large ${what} cost something: L1 pushes them to exactly zero, L2 keeps them small; 0 is no penalty.`,
  default: { l1: 0, l2: 0 },
  advanced: true,
});

export const activityPenaltyField = penaltyField('Activity penalty', 'outputs of this layer');

const useBiasField = {
  type: 'boolean',
  label: 'Use bias',
  help: 'Adds one learned constant to each output; rarely worth switching off, except right before batch normalization.',
  default: true,
  advanced: true,
} as const;

/** Initializers and penalties of a layer with one kernel and a bias. */
export const kernelAndBiasFields = {
  useBias: useBiasField,
  kernelInitializer: initializerField('Kernel initializer', 'kernel weights', 'glorotUniform'),
  biasInitializer: initializerField('Bias initializer', 'bias weights', 'zeros'),
  kernelPenalty: penaltyField('Kernel penalty', 'kernel weights'),
  biasPenalty: penaltyField('Bias penalty', 'bias weights'),
  activityPenalty: activityPenaltyField,
};

export const filtersField: IntegerField = {
  type: 'integer',
  label: 'Filters',
  help: 'How many different patterns it looks for; each becomes one channel of the output.',
  default: 32,
  min: 1,
  max: 4096,
};

export const kernelSizeField: PairField = {
  type: 'pair',
  label: 'Kernel size',
  help: 'Height and width of the window, in pixels, that each output value looks at; 3 × 3 is usual.',
  default: [3, 3],
  min: 1,
  max: 128,
};

export const stridesField: PairField = {
  type: 'pair',
  label: 'Strides',
  help: 'How far the window moves each time, down and across; 2 × 2 halves height and width.',
  default: [1, 1],
  min: 1,
  max: 64,
};

export const dilationRateField: PairField = {
  type: 'pair',
  label: 'Dilation rate',
  help: 'Spreads the window out: 2 looks at every second pixel, so that it sees further with the same weights.',
  default: [1, 1],
  min: 1,
  max: 32,
  advanced: true,
};

export const kernelLengthField: IntegerField = {
  type: 'integer',
  label: 'Kernel size',
  help: 'How many steps of the sequence each output value looks at.',
  default: 3,
  min: 1,
  max: 512,
};

export const strideField: IntegerField = {
  type: 'integer',
  label: 'Strides',
  help: 'How many steps the window moves each time; 2 halves the length of the sequence.',
  default: 1,
  min: 1,
  max: 64,
};

export const dilationField: IntegerField = {
  type: 'integer',
  label: 'Dilation rate',
  help: 'Spreads the window out: 2 looks at every second step, so that it sees further with the same weights.',
  default: 1,
  min: 1,
  max: 64,
  advanced: true,
};

const paddingHelp =
  'Same adds zeros at the borders, so that with stride 1 the size stays; valid adds none, and the output is smaller.';

export const paddingField = choice({
  label: 'Padding',
  help: paddingHelp,
  default: 'valid',
  options: { valid: 'Valid (none)', same: 'Same' },
});

export const causalPaddingField = choice({
  label: 'Padding',
  help: `${paddingHelp.slice(0, -1)}; causal adds them at the start only, so that no step sees later ones.`,
  default: 'valid',
  options: { valid: 'Valid (none)', same: 'Same', causal: 'Causal' },
});

export const transposePaddingField = choice({
  label: 'Padding',
  help: 'Same makes the output exactly the input times the stride; valid makes it larger where the window hangs over.',
  default: 'valid',
  options: { valid: 'Valid (none)', same: 'Same' },
});

/** Written out, because an object would list its number-like keys before "auto". */
export const outputPaddingField: ChoiceField<'auto' | '0' | '1' | '2' | '3'> = {
  type: 'choice',
  label: 'Output padding',
  help: 'Chooses between the output sizes that one stride can lead back to, such as 13 or 14 from 7; auto takes the usual one.',
  default: 'auto',
  options: [
    { value: 'auto', label: 'Auto' },
    { value: '0', label: '0' },
    { value: '1', label: '1' },
    { value: '2', label: '2' },
    { value: '3', label: '3' },
  ],
  advanced: true,
};
