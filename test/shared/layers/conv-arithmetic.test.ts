import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convolvedSize, samePadding, spanOf, transposedSize } from '#shared/layers/conv-arithmetic.ts';
import type { OutputPadding } from '#shared/layers/conv-arithmetic.ts';

const size = fc.integer({ min: 1, max: 64 });
const small = fc.integer({ min: 1, max: 9 });
const padding = fc.constantFrom('valid' as const, 'same' as const);

/** How many windows really fit, counted one by one. */
function countWindows(padded: number, span: number, stride: number): number {
  let count = 0;
  for (let start = 0; start + span <= padded; start += stride) count++;
  return count;
}

test('a valid convolution has as many outputs as windows fit', () => {
  fc.assert(
    fc.property(size, small, small, small, (n, kernel, stride, dilation) => {
      const span = spanOf(kernel, dilation);
      expect(Math.max(0, convolvedSize(n, kernel, stride, dilation, 'valid'))).toBe(countWindows(n, span, stride));
    }),
  );
});

test('same padding lets as many windows fit as the formula says, and is as even as can be', () => {
  fc.assert(
    fc.property(size, small, small, (n, span, stride) => {
      const [before, after] = samePadding(n, span, stride);
      expect(countWindows(before + n + after, span, stride)).toBe(convolvedSize(n, span, stride, 1, 'same'));
      expect(after - before).toBeGreaterThanOrEqual(0);
      expect(after - before).toBeLessThanOrEqual(1);
    }),
  );
});

test('a transposed convolution gives a size that the convolution leads back from', () => {
  const extra = fc.constantFrom<OutputPadding>('auto', '0', '1', '2', '3');
  fc.assert(
    fc.property(size, small, small, padding, extra, (n, kernel, stride, mode, outputPadding) => {
      const output = transposedSize(n, kernel, stride, mode, outputPadding);
      if (output !== null) expect(convolvedSize(output, kernel, stride, 1, mode)).toBe(n);
      if (outputPadding === 'auto') expect(output).not.toBeNull();
    }),
    { numRuns: 500 },
  );
});

describe('every size that a convolution with stride up to 4 starts from can be met again', () => {
  const extras: readonly OutputPadding[] = ['auto', '0', '1', '2', '3'];
  test.each([
    ['valid' as const, 3],
    ['same' as const, 3],
    ['valid' as const, 4],
    ['same' as const, 4],
  ])('%s, kernel %i', (mode, kernel) => {
    for (let n = kernel; n <= 32; n++)
      for (let stride = 1; stride <= 4; stride++) {
        const small = convolvedSize(n, kernel, stride, 1, mode);
        const sizes = extras.map((extra) => transposedSize(small, kernel, stride, mode, extra));
        // With 'same' padding and an even kernel, Keras's output padding cannot name the smallest: crop one instead.
        const met = sizes.includes(n) || sizes.some((output) => output !== null && output > n && output - n < stride);
        expect(met, `${n} with stride ${stride}`).toBe(true);
      }
  });
});
