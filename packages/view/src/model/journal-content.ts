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

/** So much is decoded at once: of less a browser takes long for the call, of more for the memory. */
const windowBytes = 16_384;

/**
 * Decodes lines of a block, which are asked for in order, several at once. Where every letter is one byte, as nearly
 * always, places in the text are those in the block; elsewhere each line is decoded by itself.
 */
function lineTexts(block: Uint8Array): (start: number, end: number) => string {
  let text = '';
  let [from, to] = [0, 0];
  return (start, end) => {
    if (start < from || end > to) {
      [from, to] = [start, Math.max(end, Math.min(block.length, start + windowBytes))];
      text = decoder.decode(block.subarray(from, to));
    }
    return text.length === to - from
      ? text.slice(start - from, end - from)
      : decoder.decode(block.subarray(start, end));
  };
}
