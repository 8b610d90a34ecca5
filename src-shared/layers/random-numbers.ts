/** Seeded random numbers for initial weights. Owns the generator and the derivation of seeds; nothing that trains uses it. */

/** Two unsigned 32-bit integers. */
export type Seed = readonly [number, number];

export interface Random {
  /** From 0 up to but not including 1, with 53 random bits. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
}

/** sfc32 by Chris Doty-Humphrey (PractRand, public domain): 128 bits of state, passes PractRand and BigCrush. */
export function createRandom(seed: Seed): Random {
  let a = 0;
  let b = seed[0] | 0;
  let c = seed[1] | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const uniform = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  let spare: number | null = null;
  return {
    uniform,
    /** Box and Muller 1958; both numbers of a pair are used. */
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** A seed from a run's seed and a text: two MurmurHash3 finalized streams (Appleby, public domain) over its characters. */
export function deriveSeed(run: number, text: string): Seed {
  return [hash(run ^ 0x9e3779b9, text), hash(run ^ 0x85ebca6b, text)];
}

function hash(seed: number, text: string): number {
  let h = seed | 0;
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
