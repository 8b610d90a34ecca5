/** What keeps downloads from being stored or deleted, in words. */
import { basename, dirname } from 'node:path';
import { UserError } from '#shared/problem.ts';
import { writeReason } from '../writer.ts';

/** An error from writing a file; anything else as it is. */
export function unwritable(error: unknown, path: string): unknown {
  const reason = writeReason(error);
  if (reason === null) return error;
  return new UserError({
    received: `“${basename(path)}” could not be stored in ${dirname(path)}: ${reason}.`,
    expected: 'Room and permission to write there: downloaded data are kept in that folder.',
    action: 'Free some space, or allow writing there, and try again: the download goes on where it stopped.',
  });
}

/** An error from deleting a dataset's folder; anything else as it is. */
export function unremovable(error: unknown, folder: string): unknown {
  const reason = writeReason(error);
  if (reason === null) return error;
  return new UserError({
    received: `The downloaded files in ${folder} could not be deleted: ${reason}.`,
    expected: 'Permission to delete them, and no other program that uses them.',
    action: 'Close what uses them, or delete the folder yourself.',
  });
}
