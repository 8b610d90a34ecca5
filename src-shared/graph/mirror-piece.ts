/** What a layer's mirror is made of: pieces, what they are made from, and what several rules make alike. */
import type { ActivationKind } from '../layers/activations.ts';
import type { AnyParams } from '../layers/fields.ts';
import { defaultParams, layers, type LayerKind } from '../layers/index.ts';
import type { Shape } from '../layers/layer.ts';
import { UserError } from '../problem.ts';

export interface Piece {
  readonly kind: LayerKind;
  /** Complete. */
  readonly params: AnyParams;
}

export interface MirrorContext {
  /** The encoder layer, as people call it. */
  readonly name: string;
  readonly params: AnyParams;
  /** Its output: what the pieces start from. */
  readonly from: Shape;
  /** Its input (the one of this branch): what the pieces must give back. */
  readonly to: Shape;
  /** All its inputs, and which of them `to` is. */
  readonly inputs: readonly Shape[];
  readonly branch: number;
  /** The curve under which the values of `to` came about; what is learned to give them back ends in it. */
  readonly activation: ActivationKind;
  /** Whether `to` is the data themselves, perhaps reshaped. */
  readonly last: boolean;
}

export type MirrorRule = (context: MirrorContext) => readonly Piece[];

export const piece = (kind: LayerKind, params: AnyParams): Piece => ({
  kind,
  params: { ...defaultParams(kind), ...params },
});

export function refuse({ name }: Pick<MirrorContext, 'name'>, received: string, action: string): never {
  throw new UserError({
    received: `“${name}” cannot be mirrored: ${received}`,
    expected: 'Every layer of the encoder needs a way back.',
    action,
  });
}

/** Biases, initializers and weight penalties are taken over where the mirror has them, too. */
export function weightSettings(kind: LayerKind, params: AnyParams): AnyParams {
  const fields = layers[kind].fields;
  const shared = Object.entries(params).filter(
    ([key]) => key in fields && (key === 'useBias' || /(Initializer|Penalty)$/.test(key)) && key !== 'activityPenalty',
  );
  return Object.fromEntries(shared);
}

/** Keeps its settings; its activity penalty was about the encoder's values. */
export const copyOf =
  (kind: LayerKind): MirrorRule =>
  ({ params }) => {
    const { activityPenalty: _encoderOnly, ...rest } = params;
    return [piece(kind, rest)];
  };

/** What maps each step (or the one vector) onto `features` values. */
export const project = (context: MirrorContext, features: number): Piece =>
  piece('dense', { ...weightSettings('dense', context.params), units: features, activation: context.activation });

/** What maps the channels of each pixel onto so many. */
export const pixelwise = (filters: number, activation: ActivationKind): Piece =>
  piece('conv2d', { kernelSize: [1, 1], filters, activation });
