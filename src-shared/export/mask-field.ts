/** The option of formats whose models cannot leave an input out: what becomes of a Mask. Owns the option and when it cannot be had. */
import type { Project } from '../graph/document.ts';
import type { ThreeParts } from '../problem.ts';
import { choice } from '../layers/fields-common.ts';
import type { ExportPart } from './parts.ts';

export const maskField = choice({
  label: 'A Mask becomes',
  help: 'Of networks that fill in: a second input, 1 where a pixel is known and 0 in a hole; or nothing, and every pixel counts as known.',
  default: 'input',
  options: { input: 'A second input', known: 'All known' },
  advanced: true,
});

/** Without its input, a mask is made from the sample, pixel by pixel: both must have the same height and width, or steps. */
export function refuseKnownMask(part: ExportPart, _project: Project, mask: 'input' | 'known'): ThreeParts | null {
  const optional = part.inputs.filter(({ otherwise }) => otherwise !== null);
  const places = part.inputs[0]!.shape.slice(0, -1).join();
  if (mask === 'input' || optional.every(({ shape }) => shape.slice(0, -1).join() === places)) return null;
  return {
    received: 'The mask has other dimensions than the sample.',
    expected: 'To count everything as known, the mask must have the sample’s height and width.',
    action: 'Let the mask be a second input.',
  };
}
