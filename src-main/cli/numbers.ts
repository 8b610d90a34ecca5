/** Numbers among the command line's options. Owns their limits' words. */
import { InvalidArgumentError } from 'commander';

/** A whole number within limits, for commander. */
export const whole =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
