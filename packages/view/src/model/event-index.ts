/** Where events stand, and which of them a filter lets pass: two numbers an event, and the text of its line. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { windowTypes } from '@temblor/lab/journal/fact-types';
import { GrowingColumn } from './growing-column.ts';
import type { LineBlock } from './line-store.ts';
import { LineStore } from './line-store.ts';

/** Which events are wanted; a part that is empty asks for nothing. */
export interface EventFilter {
  /** Ids; events of the lab itself pass always. */
  readonly system: string | null;
  readonly types: ReadonlySet<string>;
  /** An instance, link, store or fault that the event speaks of. */
  readonly subject: string;
  /** Words that stand in the event's line, all of them, whatever their case. */
  readonly text: string;
  /** Whether windows of measurements are wanted. */
  readonly windows: boolean;
}

/** What many events have in common. */
interface EventKind {
  readonly type: JournalEvent['type'];
  /** Empty: the lab itself. */
  readonly system: string;
  /** What they speak of, one name a line. */
  readonly subjects: string;
}

/** A filter's answer so far: `places` of the first `scanned` events. */
interface Selection {
  readonly filter: EventFilter;
  readonly scanned: number;
  readonly places: Uint32Array;
}

const windows: ReadonlySet<string> = windowTypes;

export class EventIndex {
  readonly #lines = new LineStore();
  readonly #atUs = new GrowingColumn();
  /** Of each event the place of its kind. */
  readonly #kind = new GrowingColumn();
  readonly #kinds: EventKind[] = [];
  /** By what they speak of: to put the three texts together for a key would take longer than to look at a few numbers. */
  readonly #kindIds = new Map<string, number[]>();
  #last: Selection | undefined;

  get length(): number {
    return this.#lines.length;
  }

  /** The number by which events of a kind are added. */
  kindId(kind: EventKind): number {
    const ids = this.#kindIds.get(kind.subjects) ?? [];
    const known = ids.find((id) => this.#kinds[id]?.type === kind.type && this.#kinds[id].system === kind.system);
    if (known !== undefined) return known;
    const id = this.#kinds.push(kind) - 1;
    this.#kindIds.set(kind.subjects, [...ids, id]);
    return id;
  }

  /** Adds the event on the line at a place of a block. */
  add(block: LineBlock, place: number, atUs: number, kindId: number): void {
    this.#lines.push(block, place);
    this.#atUs.push(atUs);
    this.#kind.push(kindId);
  }

  /** The text of the line at a place; undefined outside. */
  line(index: number): string | undefined {
    return this.#lines.text(index);
  }

  /** NaN outside. */
  atUs(index: number): number {
    return this.#atUs.at(index);
  }

  /** The same array until another event passes, or another filter is asked. */
  select(filter: EventFilter): Uint32Array {
    const last = this.#last;
    const goesOn = last !== undefined && isSame(last.filter, filter);
    if (goesOn && last.scanned === this.length) return last.places;
    const passes = this.#predicate(filter);
    const found: number[] = [];
    if (last !== undefined && !goesOn && isNarrower(filter, last.filter)) {
      for (const place of last.places) if (passes(place)) found.push(place);
    }
    const kept = goesOn ? last.places : Uint32Array.from(found);
    const from = last !== undefined && (goesOn || isNarrower(filter, last.filter)) ? last.scanned : 0;
    const fresh: number[] = [];
    for (let place = from; place < this.length; place += 1) if (passes(place)) fresh.push(place);
    const places = fresh.length === 0 ? kept : joined(kept, fresh);
    this.#last = { filter, scanned: this.length, places };
    return places;
  }

  /** Cheap tests first: a table of the kinds that pass, the text last. */
  #predicate(filter: EventFilter): (place: number) => boolean {
    const kindPasses = this.#kinds.map((kind) => passes(kind, filter));
    const words = wordsOf(filter.text);
    return (place) => {
      if (kindPasses[this.#kind.at(place)] !== true) return false;
      if (words.length === 0) return true;
      const line = this.#lines.text(place) ?? '';
      return words.every((word) => word.test(line));
    };
  }
}

function passes({ type, system, subjects }: EventKind, filter: EventFilter): boolean {
  if (filter.types.size > 0 && !filter.types.has(type)) return false;
  if (!filter.windows && windows.has(type)) return false;
  if (filter.system !== null && system !== '' && system !== filter.system) return false;
  return filter.subject === '' || subjects.split('\n').includes(filter.subject);
}

/** Expressions search long texts several times faster than texts that are made lower case first. */
function wordsOf(text: string): readonly RegExp[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => new RegExp(word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i'));
}

function joined(places: Uint32Array, more: readonly number[]): Uint32Array {
  const all = new Uint32Array(places.length + more.length);
  all.set(places);
  all.set(more, places.length);
  return all;
}

function isSame(left: EventFilter, right: EventFilter): boolean {
  return left.text === right.text && isSameButText(left, right);
}

/** Whatever passes the first filter passes the second: a user typed on. */
function isNarrower(filter: EventFilter, than: EventFilter): boolean {
  return filter.text.toLowerCase().includes(than.text.toLowerCase()) && isSameButText(filter, than);
}

function isSameButText(left: EventFilter, right: EventFilter): boolean {
  return (
    left.system === right.system &&
    left.subject === right.subject &&
    left.windows === right.windows &&
    left.types.size === right.types.size &&
    left.types.isSubsetOf(right.types)
  );
}
