import type { ProtocolEffect, ProtocolTypes } from '@temblor/protocols/port/protocol';
import type { Persist } from '../disk/disk.ts';

/**
 * What a node still has to do, in order. A `persist` is a barrier: it and what stands behind it wait until it is durable.
 * The sync that the first of them waits for serves all that stand in the queue by then: group commit.
 */
export class EffectQueue<T extends ProtocolTypes> {
  /** Its length is its capacity: what is in the queue stands from `#next` to before `#end`. */
  readonly #effects: ProtocolEffect<T>[] = [];
  #next = 0;
  #end = 0;
  /** Finished syncs cover what stands before it, and the one under way, if any, what stands before `#syncEnd`. */
  #durableEnd = 0;
  #syncEnd = 0;

  get isEmpty(): boolean {
    return this.#next === this.#end;
  }

  add(effects: readonly ProtocolEffect<T>[]): void {
    for (const effect of effects) {
      this.#effects[this.#end] = effect;
      this.#end += 1;
    }
  }

  /** Takes the next effect. @returns undefined where none is left, and where the next one waits for a sync. */
  take(): ProtocolEffect<T> | undefined {
    if (this.#next === this.#end) {
      this.#forgetTaken();
      return undefined;
    }
    const effect = this.#effects[this.#next];
    if (effect?.kind === 'persist' && this.#next >= this.#durableEnd) return undefined;
    this.#next += 1;
    return effect;
  }

  /** What the sync that begins now is to make durable. */
  beginSync(): readonly Persist<T>[] {
    this.#forgetTaken();
    this.#syncEnd = this.#end;
    const writes: Persist<T>[] = [];
    for (let index = 0; index < this.#end; index += 1) {
      const effect = this.#effects[index];
      if (effect?.kind === 'persist') writes.push(effect);
    }
    return writes;
  }

  endSync(): void {
    this.#durableEnd = this.#syncEnd;
  }

  /** Only while no sync is under way, as positions change. */
  #forgetTaken(): void {
    const left = this.#end - this.#next;
    for (let index = 0; index < left; index += 1) {
      const effect = this.#effects[this.#next + index];
      if (effect !== undefined) this.#effects[index] = effect;
    }
    this.#end = left;
    this.#next = 0;
    this.#durableEnd = 0;
  }
}
