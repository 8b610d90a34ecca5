/**
 * Where the present value of each stored array is: in memory, and in those sessions that have it. A session that has an old
 * one gets it before it runs; as long as one program runs again and again, nothing is moved.
 */
import type { Values } from '../types.ts';

/** A session's own copies of the variables. */
export interface Holder {
  readVariable(name: string): Values;
  writeVariable(name: string, values: Values): void;
}

interface Place {
  /** Undefined while only sessions have the present value. */
  inMemory: Values | undefined;
  readonly holders: Set<Holder>;
}

export class VariablePlaces {
  readonly #places: ReadonlyMap<string, Place>;

  /** Takes the arrays over. */
  constructor(initial: ReadonlyMap<string, Values>) {
    this.#places = new Map(
      [...initial].map(([name, values]) => [name, { inMemory: values, holders: new Set<Holder>() }]),
    );
  }

  /** Gives the session the present values of these. */
  bringTo(holder: Holder, names: Iterable<string>): void {
    for (const name of names) {
      const place = this.#find(name);
      if (place.holders.has(holder)) continue;
      holder.writeVariable(name, place.inMemory ?? this.#fetch(name, place));
      place.holders.add(holder);
      // The session keeps it from now on.
      place.inMemory = undefined;
    }
  }

  /** These have new values, and only this session has them. */
  assigned(holder: Holder, names: readonly string[]): void {
    for (const name of names) {
      const place = this.#find(name);
      place.inMemory = undefined;
      place.holders.clear();
      place.holders.add(holder);
    }
  }

  /** Present values by name, not to be changed. */
  values(): Map<string, Values> {
    return new Map([...this.#places].map(([name, place]) => [name, place.inMemory ?? this.#fetch(name, place)]));
  }

  /** Takes over new values. */
  replace(values: ReadonlyMap<string, Values>): void {
    for (const [name, each] of values) {
      const place = this.#find(name);
      place.holders.clear();
      place.inMemory = each;
    }
  }

  /** The session ends: what only it has comes back to memory. */
  release(holder: Holder): void {
    for (const [name, place] of this.#places) {
      if (!place.holders.has(holder)) continue;
      if (!place.inMemory && place.holders.size === 1) place.inMemory = holder.readVariable(name);
      place.holders.delete(holder);
    }
  }

  #fetch(name: string, { holders }: Place): Values {
    const [holder] = holders;
    if (!holder) throw new Error(`The value of "${name}" is nowhere.`);
    return holder.readVariable(name);
  }

  #find(name: string): Place {
    const place = this.#places.get(name);
    if (!place) throw new Error(`Nothing is stored as "${name}".`);
    return place;
  }
}
