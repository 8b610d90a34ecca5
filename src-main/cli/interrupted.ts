/** Ctrl-C before there was anything to keep. Owns the error and its words; what it ends is others'. */
import { UserError } from '#shared/problem.ts';

export class Interrupted extends UserError {
  private constructor(what: string) {
    super({
      received: `Interrupted while ${what}.`,
      expected: 'Nothing was trained, and nothing was changed.',
      action: 'Start it again when you like.',
    });
  }

  /** What the work gives; its being cancelled becomes an Interrupted that says during what. */
  static async during<T>(what: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof Error && error.name === 'AbortError' ? new Interrupted(what) : error;
    }
  }
}
