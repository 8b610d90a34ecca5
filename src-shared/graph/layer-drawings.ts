/** A drawing for every layer kind, on a 16 × 16 grid: `line` is stroked, `fill` is filled. A forgotten kind does not compile. */
import type { LayerKind } from '../layers/index.ts';

export interface LayerDrawing {
  readonly line?: string;
  readonly fill?: string;
}

const frame = 'M2.5 2.5h11v11h-11z';
const slab = 'M1.5 5.5h13v5h-13z';
const loop = 'M13 8a5 5 0 1 1-1.7-3.75M13 2v3h-3';
const ring = 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z';

export const layerDrawings: Readonly<Record<LayerKind, LayerDrawing>> = {
  input: { line: frame, fill: 'M5 5h2.5v2.5H5zM8.5 8.5H11V11H8.5z' },
  output: { line: frame, fill: 'M8.5 5H11v2.5H8.5zM5 8.5h2.5V11H5z' },
  dense: { line: `${frame}M2.5 6.2h11M2.5 9.8h11` },
  activation: { line: 'M1.5 12.5h3c4 0 3-9 7-9h3' },
  flatten: { line: slab },
  reshape: { line: `${frame}M8 2.5v11` },
  latent: {
    fill: 'M3 2h10v1.5C13 5.5 10.5 6.5 9.5 8c1 1.5 3.5 2.5 3.5 4.5V14H3v-1.5C3 10.5 5.5 9.5 6.5 8 5.5 6.5 3 5.5 3 3.5z',
  },
  conv2d: { line: frame, fill: 'M2.5 2.5h11l-11 11z' },
  conv2dTranspose: { line: frame, fill: 'M13.5 2.5v11h-11z' },
  separableConv2d: { line: `${frame}M8 2.5v11`, fill: 'M2.5 2.5H8l-5.5 11z' },
  depthwiseConv2d: { line: 'M5.5 2.5h8v8M3.5 4.5h8v8', fill: 'M1.5 6.5h8l-8 8z' },
  conv1d: { line: slab, fill: 'M1.5 5.5h13l-13 5z' },
  conv1dTranspose: { line: slab, fill: 'M14.5 5.5v5h-13z' },
  zeroPadding2d: { line: 'M5 5h6v6H5zM2 4V2h2M7 2h2M12 2h2v2M14 7v2M14 12v2h-2M9 14H7M4 14H2v-2M2 9V7' },
  cropping2d: { line: 'M4.5 1.5v10h10M1.5 4.5h10v10' },
  maxPooling2d: { line: frame, fill: 'M5.5 5.5h5v5h-5z' },
  averagePooling2d: { line: frame, fill: 'M8 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6z' },
  globalAveragePooling2d: {
    line: `${frame}M2.5 2.5l4 4M13.5 2.5l-4 4M2.5 13.5l4-4M13.5 13.5l-4-4`,
    fill: 'M7 7h2v2H7z',
  },
  upSampling2d: { line: `${frame}M8 2.5v11M2.5 8h11` },
  maxPooling1d: { line: slab, fill: 'M5.5 5.5h5v5h-5z' },
  upSampling1d: { line: `${slab}M5.8 5.5v5M10.2 5.5v5` },
  lstm: { line: loop, fill: 'M6.5 6.5h3v3h-3z' },
  gru: { line: loop, fill: 'M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z' },
  simpleRnn: { line: loop },
  bidirectional: { line: 'M2 5.5h11M10.5 3l2.5 2.5L10.5 8M14 10.5H3M5.5 8L3 10.5 5.5 13' },
  repeatVector: { line: 'M2.5 4h11M2.5 8h11M2.5 12h11' },
  masking: { line: 'M2.5 3.5h3v9h-3zM10.5 3.5h3v9h-3z', fill: 'M6.5 3.5h3v9h-3z' },
  batchNormalization: { line: 'M1.5 13.5h13M2 12c4 0 3.5-9 6-9s2 9 6 9M8 3v10.5' },
  layerNormalization: { line: 'M1.5 13.5h13M2 12c4 0 3.5-9 6-9s2 9 6 9M3 5.5h2.5M10.5 5.5H13' },
  dropout: {
    line: 'M11.5 3a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3zM4.5 10a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z',
    fill: 'M4.5 2.5a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM11.5 9.5a2 2 0 1 1 0 4a2 2 0 1 1 0-4z',
  },
  gaussianNoise: { line: 'M1.5 9l1.5-3 1.5 5 1.5-8 2 10 1.5-7 1.5 5L12.5 6l2 3' },
  add: { line: `${ring}M8 5v6M5 8h6` },
  concatenate: { line: 'M2.5 3.5h4v9h-4zM9.5 3.5h4v9h-4zM6.5 8h3' },
  classes: { line: `${frame}M5 6l1.5 1.5L9 5M5 10.5h2M9 10.5h2` },
  mask: { line: frame, fill: 'M5 5h3v3H5zM8 8h3v3H8z' },
  noise: { fill: 'M3 3h2v2H3zM8 2h2v2H8zM12 5h2v2h-2zM5.5 7h2v2h-2zM10 9h2v2h-2zM2 10.5h2v2H2zM7 12h2v2H7z' },
  realOrGenerated: { line: 'M2 4h3l4 4h5M2 12h3l4-4M11.5 5.5L14 8l-2.5 2.5' },
  verdict: { line: 'M8 2v12M4.5 14h7M3 5h10M3 5L1.5 9.5h3zM13 5l-1.5 4.5h3z' },
  multiply: { line: `${ring}M6 6l4 4M10 6l-4 4` },
  alphaDropout: {
    line: 'M11.5 3a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3zM2 13.5c2.5 0 3-1.5 3.5-3.5S7 8.5 8 8.5',
    fill: 'M4.5 2.5a2 2 0 1 1 0 4a2 2 0 1 1 0-4zM11.5 9.5a2 2 0 1 1 0 4a2 2 0 1 1 0-4z',
  },
  attention: {
    line: 'M1.5 8C4 4 12 4 14.5 8C12 12 4 12 1.5 8z',
    fill: 'M8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6z',
  },
  block: { line: `${frame}M5 8h6`, fill: 'M4 6.5h3v3H4zM9 6.5h3v3H9z' },
  gaussianDropout: {
    line: 'M1.5 13.5c3 0 3.5-7 6.5-7s3.5 7 6.5 7',
    fill: 'M4 2a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3zM12 2a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z',
  },
  groupNormalization: { line: 'M1.5 13.5h13M2 12c4 0 3.5-9 6-9s2 9 6 9M2 3h3M2 5.5h3M11 3h3M11 5.5h3' },
  instanceNormalization: { line: 'M1.5 13.5h13M2 12c4 0 3.5-9 6-9s2 9 6 9', fill: 'M2 2.5h3v3H2z' },
  multiHeadAttention: {
    line: 'M1.5 5.5C4 2.5 12 2.5 14.5 5.5C12 8.5 4 8.5 1.5 5.5zM2.5 11c3 2.7 8 2.7 11 0M2.5 13.5c3 1.7 8 1.7 11 0',
    fill: 'M8 4.2a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 1 1 0-2.6z',
  },
  embedding: { line: `${frame}M6 2.5v11M6 5.2h7.5M6 8h7.5M6 10.8h7.5`, fill: 'M2.5 6.6H6v2.8H2.5z' },
  moreWords: { line: 'M2 4.5h5M9 4.5h5M2 8h3M7 8h7M2 11.5h6M10 11.5h1' },
  dot: { line: ring, fill: 'M8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6z' },
  pixelShuffle: { line: `${frame}M8 2.5v11M2.5 8h11`, fill: 'M2.5 2.5H8V8H2.5zM8 8h5.5v5.5H8z' },
  prelu: { line: 'M1.5 11.5L8 9l6-6.5M8 2v12M1.5 9h13' },
  spaceToDepth: { line: 'M5.5 2.5h8v8M3.5 4.5h8v8', fill: 'M1.5 6.5h8v8h-8z' },
  spatialDropout1d: { line: 'M2.5 4h11M2.5 12h11', fill: 'M2.5 7h3v2h-3zM6.5 7h3v2h-3zM10.5 7h3v2h-3z' },
  spatialDropout2d: { line: 'M5.5 2.5h8v8M3.5 4.5h8v8M1.5 6.5h8v8h-8zM1.5 6.5l8 8M9.5 6.5l-8 8' },
  unitNormalization: { line: `${ring}M8 8l4.2-4.2M9.5 3.8h2.7v2.7` },
};
