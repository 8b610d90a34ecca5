/** Initial weights by Keras's names. Owns their numbers (pure, seeded), not the layers that use them. */

export type InitializerKind =
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'orthogonal'
  | 'randomUniform'
  | 'randomNormal'
  | 'truncatedNormal'
  | 'zeros'
  | 'ones';
