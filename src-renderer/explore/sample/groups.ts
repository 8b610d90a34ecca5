/** Groups whose means are added and taken away: a label, or samples chosen by hand. Owns the choices of this session. */

export const [noGroup, byHand] = [-1, -2];

/** Where a group's latents come from. */
export type Group =
  | { readonly by: 'label'; readonly label: number }
  | { readonly by: 'data'; readonly indices: readonly number[] }
  | { readonly by: 'drawn'; readonly indices: readonly number[] };

/** As the setting names it; null: none, or nothing chosen yet. `hasLatents`: samples of the data can be encoded. */
export function groupOf(setting: number, labels: number, chosen: readonly number[], hasLatents: boolean): Group | null {
  if (setting >= 0 && hasLatents) return setting < labels ? { by: 'label', label: setting } : null;
  if (setting !== byHand || chosen.length === 0) return null;
  return hasLatents ? { by: 'data', indices: chosen } : { by: 'drawn', indices: chosen };
}

/** In or out. */
export const toggled = (chosen: readonly number[], index: number): readonly number[] =>
  chosen.includes(index) ? chosen.filter((other) => other !== index) : [...chosen, index];

/** Of the row of pictures along the strength. */
export const strengths = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2] as const;
