/** The built-in colour shapes as a source of samples: drawn when they are prepared. Owns no drawing (src-shared/shapes.ts). */
import { drawShape, shapeCount, shapeFactors, shapeNames, shapeSide } from '#shared/shapes.ts';
import { fitRawPixels } from './fit-pixels.ts';
import { countOf, planFor, type PicturePlan, type SourceContents } from './format.ts';

/** Raise it when the same number gives another picture. */
const version = 1;

export async function inspectShapes(): Promise<SourceContents<PicturePlan>> {
  return {
    fingerprint: `shapes ${version}`,
    candidates: shapeCount,
    labelNames: shapeNames,
    samplesAreFiles: false,
    skipped: [],
    title: (samples) => countOf(samples, 'colour shape'),
    plan: planFor([shapeSide, shapeSide, 3]),
    async *decode(slots, { picture }) {
      for (let slot = 0; slot < slots.count; slot += 1) {
        const factors = shapeFactors(slots.at(slot).first);
        const pixels = drawShape(factors);
        yield {
          values: await fitRawPixels({ pixels, width: shapeSide, height: shapeSide, channels: 3 }, picture),
          label: factors.shape,
          file: null,
          originalWidth: shapeSide,
          originalHeight: shapeSide,
        };
      }
    },
  };
}
