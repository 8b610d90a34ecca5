/**
 * The compiler's random numbers: a counter-based generator, so that element i of draw d under one seed is the same number
 * on every device, in any order, with no state. This file is its definition in JavaScript; lowerings compute the same.
 *
 * Each number is a counter sent twice through a 32-bit finaliser ("lowbias32": Chris Wellons, Prospecting for Hash
 * Functions, 2018), with a key added before each pass. Keys are mixed from the two seed words and the draw's number.
 */

export const multipliers = [0x7feb352d, 0x846ca68b] as const;
export const shifts = [16, 15, 16] as const;
/** Words of key that one draw takes: two for each stream, and normal numbers are made from two streams. */
export const keyWords = 4;

/** The finaliser: a bijection of 32-bit words. */
export function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> shifts[0]), multipliers[0]);
  x = Math.imul(x ^ (x >>> shifts[1]), multipliers[1]);
  return (x ^ (x >>> shifts[2])) >>> 0;
}

/** Keys of draw number `draw` under a seed. Seeds are taken as 32-bit integers. */
export function drawKeys(seed: readonly [number, number], draw: number): Uint32Array {
  const keys = new Uint32Array(keyWords);
  let state = mix(seed[0] + 0x9e3779b9);
  state = mix((state ^ seed[1]) + 0x85ebca6b);
  state = mix((state ^ draw) + 0xc2b2ae35);
  for (let word = 0; word < keyWords; word++) {
    state = mix(state + 0x9e3779b9);
    keys[word] = mix(state ^ mix(word + draw));
  }
  return keys;
}

/** Uniform in [0, 1), 24 bits: every float32 step of 2^-24. */
function uniformAt(counter: number, first: number, second: number): number {
  return (mix((mix(counter + first) + second) | 0) >>> 8) * 2 ** -24;
}

export function drawUniform(size: number, keys: Uint32Array): Float32Array {
  const [first = 0, second = 0] = keys;
  return Float32Array.from({ length: size }, (_, index) => uniformAt(index, first, second));
}

/** Mean 0, standard deviation 1 (Box and Muller, 1958): one radius and one angle for each element. */
export function drawNormal(size: number, keys: Uint32Array): Float32Array {
  const [first = 0, second = 0, third = 0, fourth = 0] = keys;
  return Float32Array.from({ length: size }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(index, first, second)));
    return radius * Math.cos(2 * Math.PI * uniformAt(index, third, fourth));
  });
}
