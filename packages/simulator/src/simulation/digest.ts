/**
 * A rolling hash of all that happens in a run: equal where two runs are equal, and as good as never where they are not.
 * Two lanes of 32 bits, mixed by the multipliers of MurmurHash3 (Appleby 2011); no protection against intent.
 */
export class Digest {
  #low = 0x2545f491;
  #high = 0x6c078965;

  /** Takes an integer in; what is beyond 2⁵³ or behind the point does not count. */
  add(value: number): void {
    const low = value | 0;
    const mixed = Math.imul(this.#low ^ low, 0x85ebca6b);
    this.#low = (mixed << 13) | (mixed >>> 19);
    this.#high = Math.imul((this.#high ^ this.#low) + Math.floor(value / 2 ** 32), 0xc2b2ae35) ^ (this.#high >>> 15);
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return [this.#high, this.#low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/**
 * A cheap number for a message, a command or an output: of its numbers, the lengths of its texts and lists, and the last
 * element of these. Different values may have the same one: moments and their order make up for it in a digest.
 */
export function fingerprint(value: unknown): number {
  return fingerprintOf(value, 5);
}

/** Of a state: of its own numbers, texts and lengths of lists, not of what they hold. */
export function fingerprintOfState(state: unknown): number {
  return fingerprintOf(state, 1);
}

function fingerprintOf(value: unknown, depth: number): number {
  if (typeof value === 'number') return value | 0;
  if (typeof value === 'string') {
    const { length } = value;
    return length === 0 ? 1 : Math.imul(length, 0x1003f) + value.charCodeAt(0) * 257 + value.charCodeAt(length - 1);
  }
  if (typeof value === 'boolean') return value ? 2 : 3;
  if (Array.isArray(value)) {
    return depth === 0 ? value.length : Math.imul(value.length, 0x9e3779b1) + fingerprintOf(value.at(-1), depth - 1);
  }
  return isFields(value) && depth > 0 ? fingerprintOfFields(value, depth - 1) : 5;
}

interface Fields {
  readonly [name: string]: unknown;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** By `for … in`, which V8 does without making a list of the names. */
function fingerprintOfFields(fields: Fields, depth: number): number {
  let hash = 7;
  for (const name in fields) hash = (Math.imul(hash, 31) + fingerprintOf(fields[name], depth)) | 0;
  return hash;
}
