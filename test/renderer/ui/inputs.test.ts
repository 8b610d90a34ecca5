import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLimits, readNumber, stepNumber } from '../../../src-renderer/ui/number-input.ts';
import { fileName, joinPath, withExtension } from '../../../src-renderer/ui/path-text.ts';
import { placeAt, placeBeside } from '../../../src-renderer/ui/place.ts';
import { formatSizes, readSizes, type SizeLimits } from '../../../src-renderer/ui/sizes.ts';

const units = { min: 1, max: 4096, integer: true };
const pair: SizeLimits = { count: 2, min: 1, max: 64, separator: ' × ' };

describe('readNumber', () => {
  it.each([
    ['64', 64],
    [' 4,096 ', 4096],
    ['1e2', 100],
  ])('reads %j', (text, value) => expect(readNumber(text, units)).toEqual({ value, error: null }));
  it.each([
    ['', 'Nothing is given.'],
    ['many', '“many” is not a number.'],
    ['1.5', '1.5 is not whole.'],
    ['0', '0 is too small.'],
    ['5000', '5,000 is too large.'],
  ])('refuses %j in three parts', (text, received) => {
    const { value, error } = readNumber(text, units);
    expect(value).toBeNull();
    expect(error).toBe(`${received} It must be a whole number, 1 – 4,096. Type another; Esc keeps the old one.`);
  });
  it('reads back every number that it could show', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), (n) => {
        expect(readNumber(n.toLocaleString('en'), units).value).toBe(n);
        expect(readNumber(String(n), units).value).toBe(n);
      }),
    );
  });
});

describe('stepNumber', () => {
  it('steps whole numbers by one, others by a tenth of their size, within the limits', () => {
    expect(stepNumber(64, 1, units)).toBe(65);
    expect(stepNumber(64, -1, units, true)).toBe(54);
    expect(stepNumber(1, -1, units)).toBe(1);
    expect(stepNumber(0.001, 1, { min: 0, max: 1 })).toBe(0.0011);
  });
  it('says limits shortly', () => {
    expect(formatLimits(units)).toBe('1 – 4,096');
    expect(formatLimits({ min: 0, max: Infinity })).toBe('from 0');
  });
});

describe('readSizes', () => {
  it.each([
    ['3 × 3', [3, 3]],
    ['3x5', [3, 5]],
    ['3, 5', [3, 5]],
    ['7', [7, 7]],
  ])('reads %j', (text, value) => expect(readSizes(text, pair)).toEqual({ value, error: null }));
  it.each([
    ['', 'Nothing is given.'],
    ['a × 3', '“a” is not a whole number.'],
    ['3 × 99', '99 is outside the limits.'],
    ['1 2 3', '3 numbers are given.'],
  ])('refuses %j in three parts', (text, received) => {
    expect(readSizes(text, pair).error).toBe(
      `${received} It must be two whole numbers, each 1 – 64. Type others; Esc keeps the old ones.`,
    );
  });
  it('reads back what it shows', () => {
    const shape: SizeLimits = { count: { most: 3 }, min: 1, max: 1000, separator: ' × ' };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 3 }), (sizes) => {
        expect(readSizes(formatSizes(sizes, shape), shape).value).toEqual(sizes);
      }),
    );
  });
});

describe('placing', () => {
  const view = { width: 1000, height: 800 };
  const size = { width: 300, height: 200 };
  it('keeps all of what floats inside the window', () => {
    const coordinate = fc.integer({ min: -200, max: 1200 });
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const anchor = { left: x, top: y, right: x + 40, bottom: y + 20, width: 40, height: 20 };
        for (const at of [placeAt({ x, y }, size, view), placeBeside(anchor, size, view)]) {
          expect(at.x).toBeGreaterThanOrEqual(8);
          expect(at.y).toBeGreaterThanOrEqual(8);
          expect(at.x + size.width).toBeLessThanOrEqual(view.width - 8);
          expect(at.y + size.height).toBeLessThanOrEqual(view.height - 8);
        }
      }),
    );
  });
  it('goes above what is near the bottom', () => {
    const anchor = { left: 500, top: 700, right: 540, bottom: 720, width: 40, height: 20 };
    expect(placeBeside(anchor, size, view)).toEqual({ x: 370, y: 492 });
  });
});

describe('paths as text', () => {
  it('joins, cuts and completes them on either system', () => {
    expect(joinPath('/home/ada', 'a.hourglass')).toBe('/home/ada/a.hourglass');
    expect(joinPath('C:\\Users\\Ada', 'a.hourglass')).toBe('C:\\Users\\Ada\\a.hourglass');
    expect(joinPath('/', 'a')).toBe('/a');
    expect(fileName('/home/ada/faces/')).toBe('faces');
    expect(withExtension('digits', 'hourglass')).toBe('digits.hourglass');
    expect(withExtension('digits.Hourglass', 'hourglass')).toBe('digits.Hourglass');
  });
});
