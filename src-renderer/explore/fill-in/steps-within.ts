/** How many steps of a fill can be had while a person paints. Pure. */

/** A frame and a half: from the brush's move to pixels stays under 30 ms. */
const budget = 25;

/** At least one, and no more than wanted. */
export const stepsWithin = (millisecondsAStep: number, wanted: number): number =>
  Math.max(1, Math.min(wanted, Math.floor(budget / millisecondsAStep)));
