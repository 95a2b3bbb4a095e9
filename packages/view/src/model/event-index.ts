/** Where events stand, and which of them a filter lets pass: a row of numbers an event, and the text of its line. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { windowTypes } from '@temblor/lab/journal/fact-types';
import { GrowingColumn } from './growing-column.ts';
import { Interner } from './interner.ts';
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

/** Where the bytes of a line stand. */
export interface LinePlace {
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
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
  readonly #type = new GrowingColumn();
  readonly #system = new GrowingColumn();
  readonly #subjects = new GrowingColumn();
  readonly #types = new Interner();
  readonly #systems = new Interner();
  /** Sets of subjects, each as its names in lines. */
  readonly #subjectSets = new Interner();
  #last: Selection | undefined;

  get length(): number {
    return this.#lines.length;
  }

  /** @param subjects what the event speaks of, one name a line. */
  add(line: LinePlace, event: Pick<JournalEvent, 'atUs' | 'type' | 'system'>, subjects: string): void {
    this.#lines.push(line.block, line.start, line.end);
    this.#atUs.push(event.atUs);
    this.#type.push(this.#types.idOf(event.type));
    this.#system.push(this.#systems.idOf(event.system ?? ''));
    this.#subjects.push(this.#subjectSets.idOf(subjects));
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

  /** Cheap tests first: a table of what passes for each column, the text last. */
  #predicate({ system, types, subject, text, windows: wantsWindows }: EventFilter): (place: number) => boolean {
    const typePasses = this.#types.texts.map(
      (type) => (types.size === 0 || types.has(type)) && (wantsWindows || !windows.has(type)),
    );
    const systemPasses = this.#systems.texts.map((id) => system === null || id === '' || id === system);
    const subjectPasses = this.#subjectSets.texts.map((set) => subject === '' || set.split('\n').includes(subject));
    const words = wordsOf(text);
    return (place) => {
      if (typePasses[this.#type.at(place)] !== true) return false;
      if (systemPasses[this.#system.at(place)] !== true) return false;
      if (subjectPasses[this.#subjects.at(place)] !== true) return false;
      if (words.length === 0) return true;
      const line = this.#lines.text(place) ?? '';
      return words.every((word) => word.test(line));
    };
  }
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
