/** Hands a file to the person: the browser's downloads, or the desktop's own save dialog. Owns no content. */
import { UserError } from '#shared/problem.ts';

/** A name that every system takes, its extension kept: "fully connected: steps.png" → "fully connected steps.png". */
export function fileName(name: string): string {
  const clean = name
    .replace(/[^\p{L}\p{N} ._()+-]+/gu, ' ')
    .replace(/ +/g, ' ')
    .replace(/^[ .]+/, '');
  const dot = clean.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ''];
  return `${stem.trim().slice(0, 120) || 'untitled'}${extension}`;
}

/** Milliseconds after which a download has surely begun, and its content can be let go of. */
const patience = 60_000;

/** Saves under a name with its extension; where to, the person says or has set in the browser. */
export function saveFile(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: fileName(name) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), patience);
}

/** A canvas as PNG. Throws a UserError for one that has no pixels or too many for the browser. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob !== null) return blob;
  throw new UserError({
    received: `A picture of ${canvas.width} × ${canvas.height} pixels could not be made into a PNG.`,
    expected: 'A picture with at least one pixel, and of a size that the window can hold in memory.',
    action: 'Choose fewer or smaller pictures.',
  });
}

export const savePicture = async (name: string, canvas: HTMLCanvasElement): Promise<void> =>
  saveFile(`${name}.png`, await pngOf(canvas));

/** `name` with its extension: .csv or .json. */
export const saveText = (name: string, text: string): void =>
  saveFile(name, new Blob([text], { type: name.endsWith('.json') ? 'application/json' : 'text/csv;charset=utf-8' }));
