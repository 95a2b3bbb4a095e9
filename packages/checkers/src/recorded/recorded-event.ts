import type { Json } from '../history/operation.ts';
import { parseEdn } from './edn.ts';

/** What a client noted: that it asks, or what became of it. */
export interface RecordedEvent {
  readonly line: number;
  readonly process: number;
  /** `info`: the outcome is unknown (Jepsen's word). */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly name: string;
  readonly key: Json | undefined;
  readonly value: Json;
  readonly error: Json | undefined;
  /** Undefined where the file tells no time. */
  readonly timeUs: number | undefined;
}

/** The event that a map of Jepsen's tells; undefined where it is no client's (a nemesis has no number), and a text where it is wrong. */
export function eventOfMap(map: Json, line: number): RecordedEvent | string | undefined {
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    return 'a map with :process, :type, :f and :value was expected';
  const { process, type, f, key, value, error, time } = map;
  if (typeof process !== 'number') return process === undefined ? ':process is missing' : undefined;
  const known = typeOf(type);
  if (known === undefined) return `:type must be one of invoke, ok, fail and info, not ${JSON.stringify(type)}`;
  if (typeof f !== 'string') return ':f, the name of the function, is missing';
  const timeUs = typeof time === 'number' ? time / 1000 : undefined;
  return { line, process, type: known, name: f, key, value: value ?? null, error: error ?? undefined, timeUs };
}

function typeOf(word: unknown): RecordedEvent['type'] | undefined {
  return word === 'invoke' || word === 'ok' || word === 'fail' || word === 'info' ? word : undefined;
}

const jepsenLine = /(?:^|\s)(\d+)\s+:(invoke|ok|fail|info)\s+:([\w-]+)(?:\s+(.*))?$/;

/** Whether a line looks like Jepsen's log of an operation, whatever stands before it. */
export function isJepsenLine(text: string): boolean {
  return jepsenLine.test(text) && !text.trimStart().startsWith('{');
}

/** `INFO  jepsen.util - 3 :invoke :cas [1 2]`; undefined for any other line of the log. @throws SyntaxError for a value that is none. */
export function eventOfLine(text: string, line: number): RecordedEvent | undefined {
  const [, process = '', word, name = '', value = 'nil'] = jepsenLine.exec(text.trimEnd()) ?? [];
  const type = typeOf(word);
  if (type === undefined) return undefined;
  // What follows a tab is a remark: the error of an operation that failed.
  const [first = 'nil', remark] = value.split('\t');
  return {
    ...{ line, process: Number(process), type, name, key: undefined, value: parseEdn(first) },
    ...{ error: remark === undefined ? undefined : remark, timeUs: undefined },
  };
}
