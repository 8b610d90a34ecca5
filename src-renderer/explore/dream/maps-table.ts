/** Maps or filters as a table. Pure. */
import type { Grid } from './draw.ts';

/** One line a value. */
export function mapsTable({ count, height, width, depth, values }: Grid): string {
  const lines = ['map,row,column,channel,value'];
  let at = 0;
  for (let map = 1; map <= count; map++)
    for (let row = 1; row <= height; row++)
      for (let column = 1; column <= width; column++)
        for (let channel = 1; channel <= depth; channel++)
          lines.push(`${map},${row},${column},${channel},${values[at++]}`);
  return lines.join('\n') + '\n';
}
