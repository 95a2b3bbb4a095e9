import type { JournalEvent } from '@temblor/lab/journal/event';
import { countUntil } from './binary-search.ts';

/**
 * Facts in order of their time, those of one moment in order of arrival. What a process tells of itself can arrive a
 * little late; it is then put in its place, so that whoever reads them reads the same however they arrived.
 */
export class OrderedFacts {
  readonly #facts: JournalEvent[] = [];
  /** The places where a fact was put in before others, in order of arrival. Few are that late. */
  readonly #late: number[] = [];
  /** What was asked for last: all of them, and those up to a cursor. */
  #all: Part = { facts: [], late: 0 };
  #untilCursor: Part = { facts: [], late: 0 };

  get length(): number {
    return this.#facts.length;
  }

  /** How many facts were put in before others until now: what was read of earlier places may be untrue when it grows. */
  get late(): number {
    return this.#late.length;
  }

  add(fact: JournalEvent): void {
    const last = this.#facts.at(-1);
    if (last === undefined || last.atUs <= fact.atUs) {
      this.#facts.push(fact);
      return;
    }
    const place = countUntil(this.#facts, fact.atUs);
    this.#facts.splice(place, 0, fact);
    this.#late.push(place);
  }

  at(place: number): JournalEvent | undefined {
    return this.#facts[place];
  }

  /** How many are not later than a moment. */
  countUntil(atUs: number): number {
    return countUntil(this.#facts, atUs);
  }

  /** The first place whose fact is another one than when so many facts had come late; infinite where all are the same. */
  movedSince(late: number): number {
    return this.#late.slice(late).reduce((first, place) => Math.min(first, place), Number.POSITIVE_INFINITY);
  }

  /** Those that are not later than a moment; the same array for as long as they are the same. */
  until(atUs: number): readonly JournalEvent[] {
    const count = this.countUntil(atUs);
    if (count < this.length) this.#untilCursor = this.#part(this.#untilCursor, count);
    else this.#all = this.#part(this.#all, count);
    return (count < this.length ? this.#untilCursor : this.#all).facts;
  }

  #part(known: Part, count: number): Part {
    const isSame = known.facts.length === count && known.late === this.late;
    return isSame ? known : { facts: this.#facts.slice(0, count), late: this.late };
  }
}

interface Part {
  readonly facts: readonly JournalEvent[];
  /** How many facts had come late by then. */
  readonly late: number;
}
