/**
 * Seeded randomness: the same seed gives the same sequence on every machine.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded through the splitmix32 finaliser; it passes
 * PractRand and BigCrush and is not for secrets.
 */
export interface Random {
  /** A number in [0, 1), with 32 bits of resolution. */
  next(): number;
  /** An integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** One element of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** A generator of its own for a named purpose: drawing from it does not disturb this one. */
  fork(label: string): Random;
}

/** A generator from a seed; any finite number is a seed, and its lower 53 bits count. */
export function seededRandom(seed: number): Random {
  return sfc32(mix(seed >>> 0), mix(Math.floor(seed / 2 ** 32) >>> 0), 0x9e3779b9);
}

/** Draws a seed to print, for a run whose user gave none. */
export function drawSeed(): number {
  const [value = 1] = crypto.getRandomValues(new Uint32Array(1));
  return value;
}

function sfc32(seedA: number, seedB: number, seedC: number): Random {
  let a = seedA | 0;
  let b = seedB | 0;
  let c = seedC | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  const random: Random = {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('pick() needs a list that is not empty');
      return item;
    },
    fork: (label) => sfc32(mix(seedA ^ hash(label)), mix(seedB + 0x51ed27), mix(seedC ^ hash(`${label}/`))),
  };
  return random;
}

function mix(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
