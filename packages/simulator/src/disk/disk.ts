import type { Random } from '@temblor/foundation/randomness/random';
import type { ProtocolEffect, ProtocolTypes, Recovered } from '@temblor/protocols/port/protocol';

/** One thing that was asked to be durable. */
export type Persist<T extends ProtocolTypes> = Extract<ProtocolEffect<T>, { kind: 'persist' }>;

/**
 * The disk of one node: a register and a log, and the writes to them that were not synced yet.
 *
 * The register and the log are two files. A sync makes both durable; a crash before it may leave the one and not the other.
 */
export class Disk<T extends ProtocolTypes> {
  #register: Recovered<T>['register'] = { kind: 'absent' };
  readonly #records: T['record'][] = [];
  #log: Recovered<T>['log'] = 'intact';
  #unsynced: Persist<T>[] = [];

  /** What is durable, in order, up to the first damage. A view that changes with the disk. */
  get records(): readonly T['record'][] {
    return this.#records;
  }

  get hasUnsynced(): boolean {
    return this.#unsynced.length > 0;
  }

  write(persist: Persist<T>): void {
    this.#unsynced.push(persist);
  }

  /** All writes are durable. @returns how many records they brought. */
  sync(): number {
    let records = 0;
    for (const persist of this.#unsynced) {
      this.#writeRegister(persist);
      this.#writeRecords(persist);
      records += persist.append.length;
    }
    this.#unsynced = [];
    this.#log = 'intact';
    return records;
  }

  /** The power fails. @returns whether a record is left in part. */
  crash(unsynced: 'lost' | 'kept' | 'torn', random: Random): boolean {
    const writes = this.#unsynced;
    this.#unsynced = [];
    switch (unsynced) {
      case 'lost':
        return false;
      case 'kept':
        for (const persist of writes) {
          this.#writeRegister(persist);
          this.#writeRecords(persist);
        }
        return false;
      case 'torn':
        return this.#tear(writes, random);
      default:
        return unsynced satisfies never;
    }
  }

  /** A bit of a record that was synced goes wrong: it and those after it cannot be read. @returns false where there is none. */
  flip(random: Random): boolean {
    if (this.#records.length === 0) return false;
    this.#records.length = random.integer(0, this.#records.length - 1);
    this.#log = 'damaged';
    return true;
  }

  /**
   * What a node finds when it starts. A torn tail is cut off, and seen once; damage is seen by every start until something
   * has been synced, so that a node cannot forget it by crashing again.
   */
  recover(): Recovered<T> {
    const recovered: Recovered<T> = { register: this.#register, records: this.#records.slice(), log: this.#log };
    if (this.#log === 'torn') this.#log = 'intact';
    return recovered;
  }

  #writeRegister(persist: Persist<T>): void {
    if (persist.register !== undefined) this.#register = { kind: 'read', value: persist.register };
  }

  #writeRecords({ append, rewrite }: Persist<T>): void {
    if (rewrite) this.#records.length = 0;
    for (const record of append) this.#records.push(record);
  }

  /**
   * What is durable is a beginning of what was asked for: of one write the register comes before the records. Some of the
   * records, never all of them; where there are none, some of the registers. Where the cut falls on a rewrite the old log
   * and its register stay whole, since the new file was not in its place yet.
   */
  #tear(writes: readonly Persist<T>[], random: Random): boolean {
    const registers = writes.filter(({ register }) => register !== undefined);
    const whole = random.integer(0, registers.length);
    const sizes = writes.map(({ append, rewrite }) => (rewrite ? 1 : append.length));
    const sum = sizes.reduce((before, size) => before + size, 0);
    let left = random.integer(0, Math.max(0, sum - 1));
    if (sum === 0) for (const persist of registers.slice(0, whole)) this.#writeRegister(persist);
    if (sum === 0) return false;
    for (const [index, persist] of writes.entries()) {
      const size = sizes[index] ?? 0;
      if (left < size && persist.rewrite) return false;
      this.#writeRegister(persist);
      if (left < size) {
        for (const record of persist.append.slice(0, left)) this.#records.push(record);
        if (this.#log === 'intact') this.#log = 'torn';
        return true;
      }
      left -= size;
      this.#writeRecords(persist);
    }
    return false;
  }
}
