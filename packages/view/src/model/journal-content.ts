/** What a journal holds: every event in an index, and by system what was parsed of it. A reset throws it away. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { LinePlace } from './event-index.ts';
import { EventIndex } from './event-index.ts';
import type { LineBatch } from './line-batch.ts';
import { rowLength } from './line-batch.ts';
import type { LinkLine } from './link-line.ts';
import { linkLineAt } from './link-line.ts';
import { readLine } from './read-line.ts';
import { SubjectReader } from './subjects.ts';
import { SystemRecord } from './system-record.ts';

const decoder = new TextDecoder();

export class JournalContent {
  readonly index = new EventIndex();
  /** In the order in which they were first told of. */
  readonly systems: string[] = [];
  /** Events that are not there. */
  missed = 0;
  /** Lines that were no events. */
  unreadable = 0;
  /** The wall clock when the monotonic clock was zero, in milliseconds since 1970; zero where no anchor came. */
  anchorMs = 0;
  span = { startUs: 0, endUs: 0 };
  readonly #records = new Map<string | null, SystemRecord>();
  readonly #subjects = new SubjectReader();
  #lastSequence = 0;

  /** Takes lines; one that cannot be taken, whatever is wrong with it, is counted and keeps no other from being read. */
  append(batch: LineBatch): void {
    const { bytes, starts, ends, names, links } = batch;
    const textOf = lineTexts(bytes);
    let row = 0;
    for (let place = 0; place < starts.length; place += 1) {
      const line = { block: bytes, start: starts[place] ?? 0, end: ends[place] ?? 0 };
      const name = links[row] === place ? names[links[row + 1] ?? 0] : undefined;
      try {
        if (name === undefined) this.#addLine(line, textOf(line.start, line.end));
        else this.#addLinkWindow(line, linkLineAt(links, row + 2, name));
      } catch {
        this.unreadable += 1; // the page shows the count
      }
      if (name !== undefined) row += rowLength;
    }
  }

  #addLine(line: LinePlace, text: string): void {
    const event = readLine(text);
    if (event === undefined) this.unreadable += 1;
    else this.#addEvent(line, event);
  }

  /** What is known of a system (null: of the lab itself); made where nothing is, so that it is the same from then on. */
  record(system: string | null): SystemRecord {
    const known = this.#records.get(system);
    if (known !== undefined) return known;
    const made = new SystemRecord();
    this.#records.set(system, made);
    return made;
  }

  #addLinkWindow(line: LinePlace, { sequence, atUs, system, link, window }: LinkLine): void {
    if (!this.#take(sequence, atUs, system)) return;
    this.index.add(line, { atUs, system, type: 'link-window' }, link);
    this.record(system).addLinkWindow(link, window);
  }

  #addEvent(line: LinePlace, event: JournalEvent): void {
    if (!this.#take(event.sequence, event.atUs, event.system)) return;
    this.index.add(line, event, this.#subjects.read(event).join('\n'));
    this.record(event.system).add(event);
    if (event.type === 'lab-started') this.anchorMs = event.wallClockMs - event.atUs / 1000;
    if (event.type === 'journal-thinned') this.missed += event.dropped;
  }

  /** @returns false for an event that is there already. */
  #take(sequence: number, atUs: number, system: string | null): boolean {
    if (sequence <= this.#lastSequence) return false;
    this.#lastSequence = sequence;
    const { startUs, endUs } = this.span;
    if (this.index.length === 0) this.span = { startUs: atUs, endUs: atUs };
    else if (atUs < startUs) this.span = { startUs: atUs, endUs };
    else if (atUs > endUs) this.span = { startUs, endUs: atUs };
    if (system !== null && !this.systems.includes(system)) this.systems.push(system);
    return true;
  }
}

/**
 * Decodes lines of a block. A browser takes long to decode a few bytes and hardly longer for many: all is decoded at once,
 * and where every letter is one byte, as nearly always, places in the text are those in the block.
 */
function lineTexts(block: Uint8Array): (start: number, end: number) => string {
  const whole = decoder.decode(block);
  if (whole.length === block.length) return (start, end) => whole.slice(start, end);
  return (start, end) => decoder.decode(block.subarray(start, end));
}
