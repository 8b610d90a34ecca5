/** How recurrent layers are mirrored: by others of their kind, which give back every step. */
import { copyOf, piece, project, refuse, type MirrorContext, type MirrorRule, type Piece } from './mirror-piece.ts';

/** One state for a whole sequence is given to every step again (Cho et al. 2014; Keras blog, "Building autoencoders"). */
function unroll(context: MirrorContext): Piece[] {
  const [steps = 0] = context.to;
  if (context.params.returnSequences === true) return [];
  if (steps > 4096)
    refuse(
      context,
      `its ${steps.toLocaleString('en')} steps are more than a Repeat vector gives (4,096).`,
      'Shorten the sequences before it, for example by Conv1D with strides.',
    );
  return [piece('repeatVector', { n: steps })];
}

export const recurrent =
  (kind: 'lstm' | 'gru' | 'simpleRnn'): MirrorRule =>
  (context) => {
    const { params, to } = context;
    const [, features = 1] = to;
    // A recurrent layer gives back what another with the same curve gave; anything else needs a projection.
    const direct = !context.last && context.activation === params.activation;
    // Reading backwards turns a sequence round: the mirror turns it back.
    const again = {
      ...params,
      units: direct ? features : params.units!,
      returnSequences: true,
      goBackwards: params.returnSequences === true && params.goBackwards === true,
    };
    return [
      ...unroll(context),
      ...copyOf(kind)({ ...context, params: again }),
      ...(direct ? [] : [project(context, features)]),
    ];
  };

export const bidirectional: MirrorRule = (context) => [
  ...unroll(context),
  ...copyOf('bidirectional')({ ...context, params: { ...context.params, returnSequences: true } }),
  project(context, context.to[1]!),
];
