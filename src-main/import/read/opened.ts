/** What a model file is once it is opened, whatever its format. Owns that form. */
import type { ImportNote } from '#shared/wire/import.ts';
import { inline, type FlatModel } from '../inline.ts';
import { withPatterns } from '../patterns.ts';
import { readConfig } from './config.ts';
import type { WeightStore } from './store.ts';

export interface ModelFile {
  /** "Keras archive". */
  readonly format: string;
  /** What the project is to be called. */
  readonly name: string;
  /** Throws ConfigFaults and LayerRefusals. */
  layers(): FileLayers;
  close(): void;
}

export interface FileLayers {
  readonly model: FlatModel;
  readonly weights: WeightStore;
  readonly notes: readonly ImportNote[];
}

/** Of Keras's config, JSON as it stands. */
export const configured = (config: unknown, weights: WeightStore): Pick<ModelFile, 'layers'> => ({
  layers: () => ({ model: withPatterns(inline(readConfig(config))), weights, notes: [] }),
});
