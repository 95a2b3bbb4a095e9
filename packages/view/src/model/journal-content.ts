/** What a journal holds: every event in an index, and by system what was parsed of it. A reset throws it away. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { EventIndex } from './event-index.ts';
import type { LineBatch } from './line-batch.ts';
import { readWithout } from './line-batch.ts';
import type { LineBlock } from './line-store.ts';
import { measuredWindow } from './measured-window.ts';
import { unpack } from './packed-windows.ts';
import { readLine } from './read-line.ts';
import { SubjectReader } from './subjects.ts';
import { SystemRecord } from './system-record.ts';
import { rowHead } from './window-rows.ts';

export class JournalContent {
  readonly index = new EventIndex();
  /** In the order in which they were first told of. */
  readonly systems: string[] = [];
  /** Events that are not there. */
  missed = 0;
  /** Lines that were no events. */
  unreadable = 0;
  /** Events whose sequence is not below that of the next, or not above that of one before; these latter are not here. */
  outOfPlace = 0;
  /** The wall clock when the monotonic clock was zero, in milliseconds since 1970; zero where no anchor came. */
  anchorMs = 0;
  readonly #records = new Map<string | null, SystemRecord>();
  readonly #subjects = new SubjectReader();
  #lastSequence = 0;
  /** The sequence before the last one. */
  #sequenceBefore = 0;
  #startUs = Number.POSITIVE_INFINITY;
  #endUs = Number.NEGATIVE_INFINITY;

  /** From the earliest to the latest moment; from zero to zero where there is none. */
  get span(): { readonly startUs: number; readonly endUs: number } {
    return this.index.length === 0 ? { startUs: 0, endUs: 0 } : { startUs: this.#startUs, endUs: this.#endUs };
  }

  /** Takes lines; one that cannot be taken, whatever is wrong with it, is counted and keeps no other from being read. */
  append(batch: LineBatch): void {
    const { bytes, starts, ends, text } = batch;
    const { names, heads, systems } = unpack(batch.windows);
    const texts = text.split('\n');
    const block = { bytes, starts, ends };
    const kindIds = names.map((name) => this.#kindId(name, name.subject));
    const passedOver = new Set<number>();
    let others = 0;
    for (let place = 0, head = 0; place < starts.length; place += 1) {
      if (heads[head] !== place) {
        this.#addLine(block, place, texts[others++] ?? '');
        continue;
      }
      const name = heads[head + 1] ?? 0;
      const atUs = heads[head + 3] ?? 0;
      if (this.#take(heads[head + 2] ?? 0, atUs, names[name]?.system ?? null)) {
        this.index.add(block, place, atUs, kindIds[name] ?? 0);
      } else passedOver.add(place);
      head += rowHead;
    }
    const taken = passedOver.size === 0 ? systems : unpack(readWithout(batch, passedOver).windows).systems;
    for (const { system, series } of taken) this.record(system).windows.append(series);
  }

  /** What is known of a system (null: of the lab itself); made where nothing is, so that it is the same from then on. */
  record(system: string | null): SystemRecord {
    const known = this.#records.get(system);
    if (known !== undefined) return known;
    const made = new SystemRecord();
    this.#records.set(system, made);
    return made;
  }

  #addLine(block: LineBlock, place: number, text: string): void {
    try {
      const event = readLine(text);
      if (event === undefined) this.unreadable += 1;
      else if (this.#take(event.sequence, event.atUs, event.system)) this.#addEvent(block, place, event);
    } catch {
      this.unreadable += 1; // the page shows the count
    }
  }

  #addEvent(block: LineBlock, place: number, event: JournalEvent): void {
    const subjects = this.#subjects.read(event);
    this.index.add(block, place, event.atUs, this.#kindId(event, subjects.join('\n')));
    const window = measuredWindow(event);
    if (window === undefined) this.record(event.system).add(event);
    else this.record(event.system).windows.add(event.atUs, subjects[0] ?? '', window);
    if (event.type === 'lab-started') this.anchorMs = event.wallClockMs - event.atUs / 1000;
    if (event.type === 'journal-thinned') this.missed += event.dropped;
  }

  #kindId({ type, system }: Pick<JournalEvent, 'type' | 'system'>, subjects: string): number {
    return this.index.kindId({ type, system: system ?? '', subjects });
  }

  /**
   * An event that fits between the last two stands in its place, and the last one does not: else one sequence that is much
   * too high would put all the events behind it out of place.
   *
   * @returns false for an event that is there already, or whose place is past.
   */
  #take(sequence: number, atUs: number, system: string | null): boolean {
    if (sequence > this.#lastSequence) this.#sequenceBefore = this.#lastSequence;
    else {
      this.outOfPlace += 1;
      if (sequence <= this.#sequenceBefore || sequence === this.#lastSequence) return false;
    }
    this.#lastSequence = sequence;
    this.#startUs = Math.min(this.#startUs, atUs);
    this.#endUs = Math.max(this.#endUs, atUs);
    if (system !== null && !this.systems.includes(system)) this.systems.push(system);
    return true;
  }
}
