/** Files damaged at random, always the same by their seed: for importers that must read them or refuse them in words. */

/** Whole numbers 0 … below - 1 (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Cuts, overwrites, repeats, or puts in what tables are made of where it does not belong. */
export function damage(file: Buffer, random: (below: number) => number): Buffer {
  const at = random(file.length);
  switch (random(5)) {
    case 0:
      return file.subarray(0, at);
    case 1:
      return Buffer.from(file).fill(random(256), at, Math.min(file.length, at + 1 + random(40)));
    case 2:
      return Buffer.concat([file.subarray(0, at), file.subarray(random(file.length))]);
    case 3: {
      const odd = ['"', '"""', '\n', '\r', ',,,,', ';', '\t', '\0', '\ufeff', '1e999', '-', '∞', '"\n"'][random(13)]!;
      return Buffer.concat([file.subarray(0, at), Buffer.from(odd), file.subarray(at)]);
    }
    default: {
      const copy = Buffer.from(file);
      for (let flips = 1 + random(20); flips > 0; flips--) copy[random(copy.length)]! ^= 1 << random(8);
      return copy;
    }
  }
}
