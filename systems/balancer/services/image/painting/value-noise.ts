/**
 * Value noise: pseudo-random values at the corners of a lattice, smoothly mixed in between, with the fade curve of
 * Perlin's "Improving Noise" (SIGGRAPH 2002), and its sum over octaves (fractional Brownian motion). Integer arithmetic
 * and multiplication alone, so that the same seed gives the same picture everywhere.
 */

/** A value in [0, 1) for a point of the lattice; its hash is the finaliser of MurmurHash3. */
export function latticeValue(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Noise in [0, 1) that changes over distances of 1. */
function valueNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = fade(x - left);
  const v = fade(y - top);
  const upper = mix(latticeValue(left, top, seed), latticeValue(left + 1, top, seed), u);
  const lower = mix(latticeValue(left, top + 1, seed), latticeValue(left + 1, top + 1, seed), u);
  return mix(upper, lower, v);
}

/** Noise in [0, 1) with detail: every octave half as strong as the one before, and twice as fine. */
export function fractalNoise(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let strength = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += strength * valueNoise(x * scale, y * scale, seed + octave);
    strength /= 2;
    scale *= 2;
  }
  return sum / (1 - 2 * strength);
}

/** From `a` to `b` as `share` goes from 0 to 1. */
export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
