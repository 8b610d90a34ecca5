/** Named undo and redo over immutable states. Owns the order of states, not how they come about. */

interface Step<State> {
  /** The state that this step led away from (undo list) or leads to (redo list). */
  readonly state: State;
  /** "Add Dense", shown as "Undo Add Dense". */
  readonly name: string;
  readonly key: string | null;
}

export interface History<State> {
  readonly present: State;
  /** Oldest first. */
  readonly undone: readonly Step<State>[];
  readonly done: readonly Step<State>[];
}

/** States are shared, so steps cost little; a limit keeps a day's work from growing without end. */
export const STEP_LIMIT = 500;

export const startHistory = <State>(state: State): History<State> => ({ present: state, done: [], undone: [] });

/**
 * Goes on to `next`. Consecutive steps with the same `key` (one drag, typing in one field) become a single step.
 * A state that is the same as the present one changes nothing.
 */
export function record<State>(
  history: History<State>,
  name: string,
  next: State,
  key: string | null = null,
): History<State> {
  if (next === history.present) return history;
  const last = history.done.at(-1);
  const coalesces = key !== null && last?.key === key && history.undone.length === 0;
  const done = coalesces ? history.done : [...history.done, { state: history.present, name, key }].slice(-STEP_LIMIT);
  return { present: next, done, undone: [] };
}

/** Ends coalescing: the next step with the same key is its own (the pointer was lifted, the field was left). */
export function seal<State>(history: History<State>): History<State> {
  const last = history.done.at(-1);
  if (!last || last.key === null) return history;
  return { ...history, done: [...history.done.slice(0, -1), { ...last, key: null }] };
}

export function undo<State>(history: History<State>): History<State> {
  const step = history.done.at(-1);
  if (!step) return history;
  return {
    present: step.state,
    done: history.done.slice(0, -1),
    undone: [...history.undone, { state: history.present, name: step.name, key: null }],
  };
}

export function redo<State>(history: History<State>): History<State> {
  const step = history.undone.at(-1);
  if (!step) return history;
  return {
    present: step.state,
    done: [...history.done, { state: history.present, name: step.name, key: null }],
    undone: history.undone.slice(0, -1),
  };
}

/** What undo would take back, or null. */
export const undoName = <State>(history: History<State>): string | null => history.done.at(-1)?.name ?? null;
/** What redo would do again, or null. */
export const redoName = <State>(history: History<State>): string | null => history.undone.at(-1)?.name ?? null;
