import { ByteCursor } from './byte-cursor.ts';
import { ByteNames } from './byte-names.ts';
import { GrowingColumn } from './growing-column.ts';
import type { LineTemplate, Part } from './line-template.ts';
import { lineHead, lineTemplates, outcomesOfOne, requestRow } from './line-template.ts';
import type { MeasuredWindow } from './measured-window.ts';
import type { RequestKind } from './request-columns.ts';
import type { WindowName, WindowRows } from './window-rows.ts';
import { requestNumbers, rowHead } from './window-rows.ts';

const decoder = new TextDecoder();

/**
 * Reads windows of links, of requests and of loads off the bytes of lines, with no text and no object made of them: it takes
 * a third of the time that JSON takes. A line that is written in any other way is left to be read as JSON.
 */
export class WindowLineReader {
  readonly #bytes: Uint8Array;
  readonly #cursor: ByteCursor;
  readonly #names: ByteNames<WindowName>;
  readonly #kinds: ByteNames<RequestKind>;
  readonly #numbers: GrowingColumn;
  /** Where the texts of the line stand that are kept: from, to, from, to… */
  readonly #texts: number[] = [];

  /** @param numbers what rows are put into; what was there is forgotten. */
  constructor(bytes: Uint8Array, numbers: GrowingColumn = new GrowingColumn()) {
    this.#bytes = bytes;
    this.#cursor = new ByteCursor(bytes);
    this.#numbers = numbers;
    this.#numbers.cut(0);
    this.#names = new ByteNames(bytes);
    this.#kinds = new ByteNames(bytes);
  }

  /** What was read; it holds until the column of numbers is used again. */
  get rows(): WindowRows {
    return { names: this.#names.values, kinds: this.#kinds.values, numbers: this.#numbers.view() };
  }

  /**
   * @param line its place, which the row is given.
   * @param limit where all lines end.
   * @returns where the line ends; undefined where it is no such window.
   */
  read(line: number, start: number, limit: number): number | undefined {
    const row = this.#numbers.length;
    this.#numbers.push(line);
    this.#numbers.push(Number.NaN); // its name, which is known when the line is read
    this.#texts.length = 0;
    this.#cursor.begin(start, limit);
    const template = this.#passes(lineHead) && this.#isInPlace(row) ? this.#template() : undefined;
    if (template !== undefined && this.#passes(template.parts) && this.#cursor.isAtLineEnd) {
      this.#putNames(template, row);
      return this.#cursor.at;
    }
    this.#numbers.cut(row);
    return undefined;
  }

  #template(): LineTemplate | undefined {
    return lineTemplates.find(({ begin }) => this.#cursor.passes(begin));
  }

  #isInPlace(row: number): boolean {
    return Number.isSafeInteger(this.#numbers.at(row + 2)) && Number.isSafeInteger(this.#numbers.at(row + 3));
  }

  #passes(parts: readonly Part[]): boolean {
    for (const { before, follows } of parts) {
      if (!this.#cursor.passes(before) || !this.#passesValue(follows)) return false;
    }
    return true;
  }

  #passesValue(follows: Part['follows']): boolean {
    const cursor = this.#cursor;
    const from = cursor.at;
    switch (follows) {
      case 'nothing':
        return true;
      case 'number':
        return this.#keep(cursor.number());
      case 'any number':
        return isSound(cursor.number());
      case 'named number':
        return isSound(cursor.number()) && this.#texts.push(from, cursor.at) > 0;
      case 'text':
        return cursor.passesText() && this.#texts.push(from, cursor.at) > 0;
      case 'any text':
        return cursor.passesText();
      case 'counts':
        return this.#passesRecord(() => isSound(cursor.number()));
      case 'outcomes':
        return this.#passesRecord(() => this.#passes(outcomesOfOne));
      case 'rows':
        return this.#passesRows();
      default:
        return follows satisfies never;
    }
  }

  #keep(value: number): boolean {
    this.#numbers.push(value);
    return isSound(value);
  }

  /** An object whose values are all of one kind, whatever its keys. */
  #passesRecord(passesOne: () => boolean): boolean {
    const cursor = this.#cursor;
    if (!cursor.passesSign('{')) return false;
    if (cursor.passesSign('}')) return true;
    do {
      const isNamed = cursor.passesSign('"') && cursor.passesText() && cursor.passesSign('"') && cursor.passesSign(':');
      if (!isNamed || !passesOne()) return false;
    } while (cursor.passesSign(','));
    return cursor.passesSign('}');
  }

  #passesRows(): boolean {
    const cursor = this.#cursor;
    const place = this.#numbers.length;
    this.#numbers.push(0);
    if (!cursor.passesSign('[')) return false;
    if (cursor.passesSign(']')) return true;
    let rows = 0;
    do {
      this.#numbers.push(Number.NaN); // its kind
      if (!this.#passes(requestRow)) return false;
      rows += 1;
    } while (cursor.passesSign(','));
    this.#numbers.put(place, rows);
    return cursor.passesSign(']');
  }

  /** Puts what texts stand for into the row, now that all of them are there. */
  #putNames({ type }: LineTemplate, row: number): void {
    const name = this.#nameId(type);
    this.#numbers.put(row + 1, name);
    if (type !== 'request-window') return;
    for (let place = row + rowHead + 1, text = 2; place < this.#numbers.length; place += requestNumbers, text += 3) {
      this.#numbers.put(place, this.#kindId(name, text));
    }
  }

  #nameId(type: MeasuredWindow['type']): number {
    const [from = 0, systemTo = 0, _, subjectTo] = this.#texts;
    const to = subjectTo ?? systemTo; // the type stands between both
    const known = this.#names.find(0, from, to);
    return known ?? this.#names.add(0, from, to, { type, system: this.#text(0), subject: this.#text(1) });
  }

  /** @param text the place of its endpoint, which its method and its status follow. */
  #kindId(name: number, text: number): number {
    const from = this.#texts[2 * text] ?? 0;
    const to = this.#texts[2 * text + 5] ?? 0;
    const known = this.#kinds.find(name, from, to);
    if (known !== undefined) return known;
    const [instance, endpoint, method] = [this.#text(1), this.#text(text), this.#text(text + 1)];
    return this.#kinds.add(name, from, to, { instance, endpoint, method, status: Number(this.#text(text + 2)) });
  }

  /** A text that is kept; empty where there is none. */
  #text(place: number): string {
    return decoder.decode(this.#bytes.subarray(this.#texts[2 * place] ?? 0, this.#texts[2 * place + 1] ?? 0));
  }
}

function isSound(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER;
}
