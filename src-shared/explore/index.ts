/** The registry of Explore's panels: window, wire and command line go through here. */
import { anomalies } from './anomalies.ts';
import { dream } from './dream.ts';
import { fillIn } from './fill-in.ts';
import { interpolate } from './interpolate.ts';
import { latentMap } from './latent-map.ts';
import type { PanelDefinition } from './panel.ts';
import { reconstruct } from './reconstruct.ts';
import { sample } from './sample.ts';
import { text } from './text.ts';

/** In the order in which they are offered. */
export const panels = {
  reconstruct,
  latentMap,
  interpolate,
  sample,
  fillIn,
  anomalies,
  dream,
  text,
} satisfies { readonly [Kind: string]: { readonly kind: string } };

export type PanelKind = keyof typeof panels;

/** A panel by its kind, with its settings' own types forgotten. */
export const panelOf = (kind: PanelKind): PanelDefinition => panels[kind] as unknown as PanelDefinition;
