/** A problem of a project, tied to its nodes, and the fixes offered for it. Owns the types, finds nothing. */
import type { ThreeParts } from '../problem.ts';
import type { Project } from './document.ts';

export interface Fix {
  /** Unique within its problem: "crop", "padInput", … */
  readonly id: string;
  /** The button: a verb first. "Crop 1 row and 1 column in “Transpose 64”". */
  readonly label: string;
  /** What changes, in a sentence, for the preview. */
  readonly detail: string;
  /** A new project in which this problem is gone. Pure; keeps everything else. */
  apply(project: Project): Project;
  /** Ids of nodes that the fix changes or adds next to (highlighted in the preview). */
  readonly nodes: readonly string[];
}

export interface Problem extends ThreeParts {
  /** Stable while the problem stays the same: "symmetry", "shape:<node>", … */
  readonly id: string;
  /** An error prevents training; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Short and plain: "The decoder does not give back what came in". */
  readonly title: string;
  /** The nodes it is tied to, the first being where it starts. Empty: the whole project. */
  readonly nodes: readonly string[];
  /** Best first. */
  readonly fixes: readonly Fix[];
}
