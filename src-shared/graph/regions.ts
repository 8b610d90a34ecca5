/** The tinted grounds behind the parts: rectangles around their nodes, of one height for those of the hourglass. Owns no colours. */
import { NODE_HEIGHT, NODE_WIDTH } from './measures.ts';
import type { Part } from './partition.ts';
import type { GraphNode } from './document.ts';

type Position = GraphNode['position'];

export interface Region {
  readonly part: Exclude<Part, 'aside'>;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SIDE = 32;
const TOP = 56;
const BOTTOM = 32;
/** A discriminator stands below, where there is less room. */
const TOP_BELOW = 44;
const hourglass = ['encoder', 'latent', 'decoder'] as const;

interface Extent {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of all layers and the grounds behind them; null without layers. */
export function extentOf(positions: ReadonlyMap<string, Position>, regions: readonly Region[]): Extent | null {
  if (positions.size === 0) return null;
  const boxes: readonly Extent[] = [
    ...regions,
    ...[...positions.values()].map(({ x, y }) => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT })),
  ];
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Left to right, a discriminator last. Parts without nodes have none. */
export function regionsOf(
  positions: ReadonlyMap<string, Position>,
  parts: ReadonlyMap<string, Part>,
): readonly Region[] {
  const of = (part: Part): readonly Position[] =>
    [...positions].filter(([id]) => parts.get(id) === part).map(([, position]) => position);
  const inside = hourglass.flatMap(of);
  const ground = (part: Region['part'], top: number, bottom: number): readonly Region[] => {
    const across = of(part).map(({ x }) => x);
    if (across.length === 0) return [];
    const x = Math.min(...across) - SIDE;
    return [{ part, x, y: top, width: Math.max(...across) + NODE_WIDTH + SIDE - x, height: bottom - top }];
  };
  const lowest = (nodes: readonly Position[]): number => Math.max(...nodes.map(({ y }) => y)) + NODE_HEIGHT + BOTTOM;
  const highest = (nodes: readonly Position[]): number => Math.min(...nodes.map(({ y }) => y));
  const judging = of('discriminator');
  return [
    ...hourglass.flatMap((part) => ground(part, highest(inside) - TOP, lowest(inside))),
    ...ground('discriminator', highest(judging) - TOP_BELOW, lowest(judging)),
  ];
}
