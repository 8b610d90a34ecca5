/** Differences as colours on black: perceptually even, readable without colour vision. Owns the colours only. */

/**
 * Inferno (Nathaniel Smith, Stéfan van der Walt; in Matplotlib), as the sixth-degree polynomial fitted by Matt Zucker
 * (shadertoy.com/view/WlfXRN, public domain); each row is one power's red, green and blue.
 */
const powers = [
  [0.0002189403691192265, 0.001651004631001012, -0.01948089843709184],
  [0.1065134194856116, 0.5639564367884091, 3.932712388889277],
  [11.60249308247187, -3.972853965665698, -15.9423941062914],
  [-41.70399613139459, 17.43639888205313, 44.35414519872813],
  [77.162935699427, -33.40235894210092, -81.80730925738993],
  [-71.31942824499214, 32.62606426397723, 73.20951985803202],
  [25.13112622477341, -12.24266895238567, -23.07032500287172],
] as const;

/** 256 colours, RGB bytes. */
const table = Uint8Array.from({ length: 256 * 3 }, (_, index) => {
  const t = Math.floor(index / 3) / 255;
  const channel = index % 3;
  const value = powers.reduceRight((sum, row) => sum * t + row[channel]!, 0);
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
});

/** Writes the colour of a difference of 0 (black) to 1 (the whole range) at a place in RGB pixels. */
export function paintDifference(pixels: Uint8Array, offset: number, difference: number): void {
  const level = Math.round(Math.min(1, Math.max(0, difference)) * 255) * 3;
  pixels[offset] = table[level]!;
  pixels[offset + 1] = table[level + 1]!;
  pixels[offset + 2] = table[level + 2]!;
}
