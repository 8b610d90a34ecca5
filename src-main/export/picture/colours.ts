/** Colours of the canvas in both themes: those of src-renderer/ui/theme.css, for drawings without a window. */
import type { Region } from '#shared/graph/regions.ts';

interface PartColours {
  readonly hue: string;
  readonly tint: string;
  readonly words: string;
}

export interface Theme extends Readonly<Record<Region['part'], PartColours>> {
  readonly canvas: string;
  readonly panel: string;
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly soft: string;
}

export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    ...{ canvas: '#fbfbfd', panel: '#ffffff', line: '#e5e5ec', edge: '#c9c9d4', text: '#1b1b22', soft: '#62626e' },
    encoder: { hue: '#1f77b4', tint: '#eaf3fb', words: '#17639a' },
    latent: { hue: '#7a52c7', tint: '#f1ebfb', words: '#6a42b8' },
    decoder: { hue: '#d9700a', tint: '#fdf1e4', words: '#994c00' },
    discriminator: { hue: '#0f8b8d', tint: '#e4f5f4', words: '#0a6668' },
  },
  dark: {
    ...{ canvas: '#141418', panel: '#1a1a20', line: '#2b2b34', edge: '#44444f', text: '#ececf2', soft: '#a0a0ae' },
    encoder: { hue: '#5aa9e6', tint: '#15222d', words: '#6fb5ec' },
    latent: { hue: '#b08cf0', tint: '#221b30', words: '#bb9cf3' },
    decoder: { hue: '#f0a050', tint: '#2b2015', words: '#f0a050' },
    discriminator: { hue: '#4fc4bd', tint: '#132827', words: '#5fd0c9' },
  },
};
