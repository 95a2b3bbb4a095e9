/**
 * The store is looked up by stretches: some 64 KiB of whole blocks that are read at once. One is remembered with a few
 * numbers, so that a store of gigabytes takes a megabyte of memory.
 */

/** Blocks that stand one behind the other in a segment. */
export interface Stretch {
  readonly firstId: number;
  readonly segment: number;
  readonly startBytes: number;
  /** The checksum that the first record in it begins with. */
  readonly chain: number;
  /** Grows while it is the last one. */
  endBytes: number;
  /**
   * A whole segment that nobody has read since the store was opened: the checksum that its last record has to end with.
   * Absent: it was checked.
   */
  readonly uncheckedEnd?: number;
}

const stretchBytes = 64 * 1024;

/** The stretches of a store, in order. */
export class Stretches {
  readonly #all: Stretch[] = [];

  get last(): Stretch | undefined {
    return this.#all.at(-1);
  }

  /** Takes note of a block that was put behind all others. */
  add(block: Stretch): void {
    const { last } = this;
    if (last === undefined || last.segment !== block.segment || last.endBytes - last.startBytes >= stretchBytes) {
      this.#all.push({ ...block });
    } else {
      last.endBytes = block.endBytes;
    }
  }

  /** Which stretch holds a message, or would hold it: the last one that begins at its id or before; -1 where none does. */
  find(id: number): number {
    let [low, high] = [0, this.#all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#all[middle]?.firstId ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  at(place: number): Stretch | undefined {
    return this.#all[place];
  }

  /** Takes note of a segment that is not read now; it stands behind all others. */
  leave(segment: Required<Stretch>): void {
    this.#all.push(segment);
  }

  /** Puts the stretches of a segment in its place, now that it was read. */
  refine(segment: Stretch, read: Stretches): void {
    const place = this.#all.indexOf(segment);
    if (place !== -1) this.#all.splice(place, 1, ...read.#all);
  }

  /** The one after a stretch; undefined where that is the last, or is not there any more. */
  behind(stretch: Stretch): Stretch | undefined {
    const place = this.#all.indexOf(stretch);
    return place === -1 ? undefined : this.#all[place + 1];
  }
}
