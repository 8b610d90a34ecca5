/** What can be said of a block's inside by itself: shapes and connections, but nothing of latents, data or objectives. */
import { checkProject, type ProjectCheck } from './check.ts';
import { emptyProject, type Project } from './document.ts';

const OF_LAYERS = /^(shape|unconnected|arity|deadEnd|cycle|name|budget):|^(inputs|outputs)$/;

// Documents are immutable, so what is derived from one can be kept for as long as it lives.
const memory = new WeakMap<Project, ProjectCheck>();

/** `view` is block-edits.ts's previewBlock. Never throws. */
export function checkBlock(view: Project): ProjectCheck {
  const known = memory.get(view);
  if (known) return known;
  // A block is judged as what leads from an Input to an Output, whatever the network around it is trained for.
  const check = checkProject({ ...view, objective: emptyProject('block', 'Block').objective });
  const answer = { ...check, problems: check.problems.filter(({ id }) => OF_LAYERS.test(id)) };
  memory.set(view, answer);
  return answer;
}
