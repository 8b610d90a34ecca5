/** Which values of a sample belong to one pixel: all its channels, where the sample is a picture. */

/** The shape of one number for each pixel, to be broadcast over [batch, …sample]: samples of three dimensions have channels last. */
export const pixelsOf = (shape: readonly number[]): number[] =>
  shape.length === 4 ? [...shape.slice(0, 3), 1] : [...shape];
