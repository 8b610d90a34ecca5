import { describe, expect, it } from 'vitest';
import { checkProject } from '../../../src-shared/graph/check.ts';
import { removeEdges } from '../../../src-shared/graph/edit.ts';
import { stripOf } from '../../../src-renderer/design/strip/strip-geometry.ts';
import { broken, chain, small } from './projects.ts';

const strip = (project = small()) => stripOf(project, checkProject(project), 800, 120);

describe('stripOf', () => {
  it('has a bar for every layer on the way, from left to right, with its volume', () => {
    const { bars } = strip();
    expect(bars.map((bar) => bar.volume)).toEqual([784, 784, 16, 16, 784, 784, 784]);
    expect(bars.map((bar) => bar.x)).toEqual([...bars.map((bar) => bar.x)].sort((a, b) => a - b));
    expect(bars[0]!.x).toBe(28);
    expect(bars.at(-1)!.x).toBe(772);
  });
  it('is narrow where the volume is small, and never invisible', () => {
    const { bars, middle } = strip();
    expect(bars[3]!.height).toBeLessThan(bars[0]!.height / 2);
    for (const bar of bars) {
      expect(bar.height).toBeGreaterThanOrEqual(12);
      expect(middle + bar.height / 2).toBeLessThanOrEqual(120);
      expect(middle - bar.height / 2).toBeGreaterThanOrEqual(0);
    }
  });
  it('marks where a mismatch starts and the output, not what lies between', () => {
    expect(
      strip(broken())
        .bars.filter((bar) => bar.wrong)
        .map((bar) => bar.name),
    ).toEqual(['Transpose 64', 'Output']);
    expect(
      strip(broken())
        .arcs.filter((arc) => arc.to.wrong)
        .map((arc) => arc.agreement),
    ).toEqual(['different']);
    expect(strip().bars.some((bar) => bar.wrong)).toBe(false);
  });
  it('joins the pairs of the ladder', () => {
    expect(strip().arcs.map((arc) => `${arc.from.name}–${arc.to.name}`)).toContain('Input–Reshape');
  });
  it('shows what is there while the way to the output is not yet whole', () => {
    const cut = removeEdges(small(), ['edge_3']);
    expect(strip(cut).bars).toHaveLength(7);
    expect(strip(cut).bars.some((bar) => bar.volume === null)).toBe(true);
    expect(strip(chain()).bars).toEqual([]);
  });
});
