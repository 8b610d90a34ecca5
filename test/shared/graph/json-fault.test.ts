import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findJsonFault } from '#shared/graph/json-fault.ts';

it('agrees with JSON.parse on what is JSON', () => {
  const nearlyJson = fc
    .tuple(
      fc.jsonValue({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '-', '0', '\n', '\\'),
    )
    .map(([value, at, extra]) => {
      const text = JSON.stringify(value, null, 1);
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + extra + text.slice(cut + (at % 2));
    });
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(nearlyJson, (text) => {
      expect(findJsonFault(text) === null).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});

it('names line, column and what stands there', () => {
  expect(findJsonFault('{\n  "a": 1,\n  b: 2\n}')).toEqual({ line: 3, column: 3, found: '“b: 2”' });
  expect(findJsonFault('{ "a": [1, 2')).toEqual({ line: 1, column: 13, found: 'the end of the file' });
  expect(findJsonFault('')).toEqual({ line: 1, column: 1, found: 'the end of the file' });
  expect(findJsonFault('{"a": 1,}')).toEqual({ line: 1, column: 9, found: '“}”' });
});

it('does not run out of stack on deep nesting', () => {
  expect(findJsonFault('['.repeat(1_000_000))?.column).toBe(1_000_001);
});
