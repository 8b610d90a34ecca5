/** What one layer of a file becomes: nodes, one after the other. Owns these types. */
import type { AnyParams } from '#shared/layers/fields.ts';
import type { LayerKind } from '#shared/layers/index.ts';
import type { Shape } from '#shared/layers/layer.ts';
import type { LayerPlace } from '../inline.ts';
import type { LayerReading } from './reading.ts';

/** Where a node's weights are: of these roles, in Keras's order. */
export interface StoredRoles {
  readonly roles: readonly { readonly role: string; readonly owner: string }[];
  /** Where they are not the layer's own. */
  readonly place?: LayerPlace;
  /** Kernels here have more dimensions of 1. */
  readonly widened?: boolean;
}

export interface Converted {
  readonly kind: LayerKind;
  readonly params: AnyParams;
  readonly stored?: StoredRoles;
}

/** None where it is left out. `inputs`: without the batch. Throws a LayerRefusal. */
export type Converter = (reading: LayerReading, inputs: readonly Shape[]) => readonly Converted[];
