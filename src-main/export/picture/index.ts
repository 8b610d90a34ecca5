/** Pictures of the graph: SVG, and PNG made of it. */
import { writeFile } from 'node:fs/promises';
import { png, svg } from '#shared/export/picture.ts';
import sharp from '../../data/sharp.ts';
import type { ExportFormat } from '../format.ts';
import { drawGraph } from './draw.ts';

const snippet: ExportFormat['snippet'] = (part, name) => ({
  language: 'markdown',
  code: `![${part.drawn.name}](${name})`,
});

export const svgFormat: ExportFormat<'svg'> = {
  definition: svg,
  write: (part, path, { theme }) => writeFile(path, drawGraph(part.drawn, theme).svg),
  check: async () => null,
  snippet,
};

/** Pixels for each of the canvas. */
const scale = 2;
/** Of a side: beyond it, a picture is made smaller as a whole. */
const mostPixels = 16_000;

export const pngFormat: ExportFormat<'png'> = {
  definition: png,
  async write(part, path, { theme }) {
    const { svg: drawing, width, height } = drawGraph(part.drawn, theme);
    const factor = Math.min(scale, mostPixels / Math.max(width, height));
    await sharp(Buffer.from(drawing), { density: 72 * factor })
      .resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill' })
      .png()
      .toFile(path);
  },
  check: async () => null,
  snippet,
};
