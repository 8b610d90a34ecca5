/** A picture file that a person gave and that cannot be used, in words. Owns no decoding. */
import { UserError } from '#shared/problem.ts';
import { FileProblem } from '../../data/read-file.ts';

/** What decoding a file gives. Throws a UserError that names it where the file is at fault. */
export async function namingFile<T>(name: string, decoding: () => Promise<T>): Promise<T> {
  try {
    return await decoding();
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new UserError({
      received: `“${name}” cannot be used: it is ${error.message}.`,
      expected: 'A whole picture was expected: PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF.',
      action: 'Open it in an image viewer, and save it as PNG if it opens there.',
    });
  }
}
