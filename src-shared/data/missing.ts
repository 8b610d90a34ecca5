/**
 * How a value that is not there is stored among float32 values: as a number that no data have. A plain number, because NaN does not
 * survive every graphics processor. Owns that number.
 */

export const missingValue = -1e30;
/** Everything below counts as missing, however it was rounded. */
export const missingBelow = -1e29;

export const isMissing = (value: number): boolean => value < missingBelow;
