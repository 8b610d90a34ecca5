import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  record,
  redo,
  redoName,
  seal,
  startHistory,
  STEP_LIMIT,
  undo,
  undoName,
  type History,
} from '#shared/graph/history.ts';

interface Model {
  past: { state: object; name: string }[];
  present: object;
  future: { state: object; name: string }[];
}

describe('history', () => {
  it('behaves as two stacks for any sequence of edits, undos and redos', () => {
    const action = fc.oneof(
      fc.record({ type: fc.constant('edit' as const), name: fc.string() }),
      fc.record({ type: fc.constantFrom('undo' as const, 'redo' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let history: History<object> = startHistory({});
        const model: Model = { past: [], present: history.present, future: [] };
        for (const step of actions) {
          if (step.type === 'edit') {
            const next = {};
            history = record(history, step.name, next);
            model.past.push({ state: model.present, name: step.name });
            model.present = next;
            model.future = [];
          } else if (step.type === 'undo') {
            history = undo(history);
            const last = model.past.pop();
            if (last) {
              model.future.push({ state: model.present, name: last.name });
              model.present = last.state;
            }
          } else {
            history = redo(history);
            const next = model.future.pop();
            if (next) {
              model.past.push({ state: model.present, name: next.name });
              model.present = next.state;
            }
          }
          expect(history.present).toBe(model.present);
          expect(undoName(history)).toBe(model.past.at(-1)?.name ?? null);
          expect(redoName(history)).toBe(model.future.at(-1)?.name ?? null);
        }
      }),
    );
  });

  it('takes back exactly what was done, and does exactly that again', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 30 }), (names) => {
        const states = [{}, ...names.map(() => ({}))];
        const full = names.reduce(
          (history, name, n) => record(history, name, states[n + 1]!),
          startHistory(states[0]!),
        );
        let history = full;
        for (let n = names.length - 1; n >= 0; n--) {
          history = undo(history);
          expect(history.present).toBe(states[n]);
        }
        expect(undo(history)).toBe(history);
        for (let n = 1; n <= names.length; n++) {
          history = redo(history);
          expect(history.present).toBe(states[n]);
        }
        expect(redo(history)).toBe(history);
      }),
    );
  });

  it('makes one step of a drag and another of the next', () => {
    let history = startHistory(0);
    for (const position of [1, 2, 3]) history = record(history, 'Move Dense', position, 'move:a');
    history = seal(history);
    history = record(history, 'Move Dense', 4, 'move:a');
    history = record(history, 'Rename Dense', 5, 'rename:a');
    expect([undo(history).present, undo(undo(history)).present, undo(undo(undo(history))).present]).toEqual([4, 3, 0]);
  });

  it('does not grow onto a step that was undone and redone', () => {
    const history = redo(undo(record(startHistory(0), 'Type', 1, 'field')));
    expect(undo(record(history, 'Type', 2, 'field')).present).toBe(1);
  });

  it('does not grow onto a step behind which others were undone', () => {
    const typed = record(startHistory(0), 'Type', 1, 'field');
    const back = undo(record(typed, 'Move', 2, 'move'));
    expect(undo(record(back, 'Type', 3, 'field')).present).toBe(1);
  });

  it('keeps at least 200 steps, and not without end', () => {
    let history = startHistory(0);
    for (let n = 1; n <= STEP_LIMIT + 50; n++) history = record(history, 'Edit', n);
    for (let n = 0; n < STEP_LIMIT + 50; n++) history = undo(history);
    expect(STEP_LIMIT).toBeGreaterThanOrEqual(200);
    expect(history.present).toBe(50);
  });

  it('ignores an edit that changed nothing', () => {
    const history = record(startHistory(0), 'Edit', 1);
    expect(record(undo(history), 'Edit', 0)).toEqual(undo(history));
  });
});
