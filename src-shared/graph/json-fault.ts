/** Finds where a text stops being JSON. Needed because JSON.parse says so in some engines and for some texts only. */

export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** What stands there: “}”, or "the end of the file". */
  readonly found: string;
}

const SPACE = /[ \t\n\r]*/y;
// JSON forbids raw control characters inside strings: whatever comes before the space.
const SCALAR =
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
const STRING_START = '"';

/** The first place at which `text` cannot go on as JSON, or null when it is JSON. No recursion: depth cannot exhaust the stack. */
export function findJsonFault(text: string): JsonFault | null {
  const open: ('{' | '[')[] = [];
  let at = 0;
  /** What may stand at `at`. */
  let state: 'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'next' = 'value';
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const matched = pattern.test(text);
    if (matched) at = pattern.lastIndex;
    return matched;
  };
  for (;;) {
    skip(SPACE);
    const character = text[at];
    if (state === 'next' && open.length === 0) return character === undefined ? null : faultAt(text, at);
    if (character === undefined) return faultAt(text, at);
    if (state === 'next' || state === 'firstItem' || state === 'firstKey') {
      const closes = open.at(-1) === '{' ? '}' : ']';
      if (character === closes) {
        open.pop();
        state = 'next';
        at++;
        continue;
      }
      if (state === 'next') {
        if (character !== ',') return faultAt(text, at);
        state = open.at(-1) === '{' ? 'key' : 'value';
        at++;
        continue;
      }
      state = state === 'firstKey' ? 'key' : 'value';
    }
    if (state === 'colon') {
      if (character !== ':') return faultAt(text, at);
      state = 'value';
      at++;
    } else if (state === 'key') {
      if (character !== STRING_START || !skip(SCALAR)) return faultAt(text, at);
      state = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character);
      state = character === '{' ? 'firstKey' : 'firstItem';
      at++;
    } else {
      if (!skip(SCALAR)) return faultAt(text, at);
      state = 'next';
    }
  }
}

function faultAt(text: string, at: number): JsonFault {
  const before = text.slice(0, at).split('\n');
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    found: at >= text.length ? 'the end of the file' : `“${text.slice(at, at + 12).split('\n')[0]}”`,
  };
}
