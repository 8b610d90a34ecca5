/** A fix as undo names it: its label is a sentence with quotes of its own, and stands in quotes there. */
import type { Fix } from '#shared/graph/problem.ts';

export const nameOfFix = ({ label }: Fix): string =>
  label.charAt(0).toLowerCase() + label.slice(1).replaceAll(/[“”]/g, '');
