/** Reads a history in whichever format it is, line by line: the format is found by the first line that has one. */
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Json } from '../history/operation.ts';
import { parseEdn } from './edn.ts';
import { EdnMapCutter } from './edn-maps.ts';
import { invalidHistory } from './judgement.ts';
import type { OperationLine } from './operation-lines.ts';
import { historyOfLines, operationLine } from './operation-lines.ts';
import { EventPairing } from './pair-events.ts';
import { eventOfLine, eventOfMap, isJepsenLine } from './recorded-event.ts';
import type { RecordedHistory } from './recorded-history.ts';

type Format = 'jepsen-log' | 'edn' | 'json-events' | 'json-operations';

const formats = 'a history is a log of Jepsen, maps of EDN, or JSON, one a line: see docs/guides/checking-histories.md';

/** A reader of one file. @throws TemblorError `invalid-history` naming file and line, from either method. */
export class HistoryReader {
  readonly #file: string;
  readonly #pairing: EventPairing;
  readonly #cutter = new EdnMapCutter();
  readonly #lines: OperationLine[] = [];
  #format: Format | undefined;
  #line = 0;
  #isEmpty = true;

  /** @param file its name, for messages. */
  constructor(file: string) {
    this.#file = file;
    this.#pairing = new EventPairing(file);
  }

  /** The next line, without its end. */
  push(line: string): void {
    this.#line += 1;
    const text = this.#line === 1 ? line.replace(/^\ufeff/, '') : line;
    if (text.trim() === '') return;
    if (isTooDeep(text)) {
      throw invalidHistory(this.#file, this.#line, `its values stand more than ${deepest} deep within each other`);
    }
    this.#isEmpty = false;
    this.#format ??= this.#formatOf(text);
    switch (this.#format) {
      case undefined:
        break;
      case 'jepsen-log':
        this.#pushLogLine(text);
        break;
      case 'edn':
        for (const map of this.#cutter.push(text, this.#line)) {
          this.#pushMap(
            this.#parsed(() => parseEdn(map.text)),
            map.line,
          );
        }
        break;
      case 'json-events':
        this.#pushMap(this.#jsonOf(text), this.#line);
        break;
      case 'json-operations':
        this.#pushOperation(this.#jsonOf(text));
        break;
      default:
        this.#format satisfies never;
    }
  }

  /** What was read; no operations of an empty file. */
  finish(): RecordedHistory {
    if (this.#isEmpty) return { operations: [], hasTimes: false };
    if (this.#format === undefined) throw invalidHistory(this.#file, 0, 'there is no operation in it', formats);
    const { openSince } = this.#cutter;
    if (openSince !== undefined) throw invalidHistory(this.#file, openSince, 'the map that begins here has no end');
    if (this.#format === 'json-operations') return historyOfLines(this.#lines);
    return this.#pairing.finish();
  }

  /** Undefined for a line that may stand before a history: another one of a log, a comment. */
  #formatOf(text: string): Format | undefined {
    const start = text.trimStart();
    if (isJepsenLine(text)) return 'jepsen-log';
    if (/^(\[\s*$|\[?\s*(#[\w.]+)?\{\s*:|\(\s*\{)/.test(start)) return 'edn';
    if (!start.startsWith('{')) return undefined;
    const first = parseJsonObject(text);
    if (first === undefined) {
      throw invalidHistory(
        this.#file,
        this.#line,
        'this is neither a map of EDN nor a JSON object of its own',
        formats,
      );
    }
    if ('outcome' in first) return 'json-operations';
    return 'json-events';
  }

  #pushLogLine(text: string): void {
    const event = this.#parsed(() => eventOfLine(text, this.#line));
    if (event !== undefined) this.#pairing.push(event);
  }

  #pushMap(map: Json, line: number): void {
    const event = eventOfMap(map, line);
    if (typeof event === 'string') throw invalidHistory(this.#file, line, event);
    if (event !== undefined) this.#pairing.push(event);
  }

  #pushOperation(value: Json): void {
    const read = operationLine.safeParse(value);
    if (read.success) {
      this.#lines.push({ ...read.data, line: this.#line });
      return;
    }
    const [issue] = read.error.issues;
    throw invalidHistory(
      this.#file,
      this.#line,
      `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'is wrong'}`,
    );
  }

  #jsonOf(text: string): Json {
    const value = parseJsonObject(text);
    if (value !== undefined) return value;
    const hint = 'a line is one JSON object: is it cut off, or does an object reach over several lines?';
    throw invalidHistory(this.#file, this.#line, 'this line is no JSON object', hint);
  }

  #parsed<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw invalidHistory(this.#file, this.#line, messageOf(error), formats);
    }
  }
}

/** Nobody's history: it would take the stack of whoever looks at it. */
const deepest = 1000;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text.length > deepest ? text : '') {
    if ('[{('.includes(character)) depth += 1;
    else if (']})'.includes(character)) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

const longNumber = /\d{16}/;

/** Numbers that a double cannot tell from their neighbours stay the texts that they were. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isInexact ? context?.source : value;
}

/** Undefined where it is none. */
function parseJsonObject(text: string): { [key: string]: Json } | undefined {
  try {
    const value: Json = longNumber.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
