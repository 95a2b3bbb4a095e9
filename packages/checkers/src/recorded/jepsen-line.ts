import { parseEdn } from './edn.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { typeOf } from './recorded-event.ts';

const operation = /(?:^|\s)(\d+)\s+:(invoke|ok|fail|info)\s+:([\w-]+)(?:\s+(.*))?$/;

/** Whether a line looks like Jepsen's log of an operation, whatever stands before it. */
export function isJepsenLine(text: string): boolean {
  return operation.test(text) && !text.trimStart().startsWith('{');
}

/** `INFO  jepsen.util - 3 :invoke :cas [1 2]`; undefined for any other line of the log. @throws SyntaxError for a value that is none. */
export function eventOfLine(text: string, line: number): RecordedEvent | undefined {
  const [, process = '', word, name = '', value = 'nil'] = operation.exec(text.trimEnd()) ?? [];
  const type = typeOf(word);
  if (type === undefined) return undefined;
  // What follows a tab is a remark: the error of an operation that failed.
  const [first = 'nil', remark] = value.split('\t');
  return {
    ...{ line, process: Number(process), type, name, key: undefined, value: parseEdn(first) },
    ...{ error: remark === undefined ? undefined : remark, timeUs: undefined },
  };
}
