/** The last lines that each instance printed, in memory, bounded in lines and in size; and a tap on those to come. */
import type { LogLine } from '@temblor/lab/world/world';

export interface LogStoreOptions {
  /** How many lines of an instance are kept. Default 2000. */
  readonly maximumLines?: number;
  /** How much of an instance is kept, in UTF-16 code units. Default 1 Mi. */
  readonly maximumLength?: number;
}

interface Kept {
  lines: LogLine[];
  first: number;
  length: number;
}

export class LogStore {
  readonly #maximumLines: number;
  readonly #maximumLength: number;
  readonly #kept = new Map<string, Kept>();
  readonly #followers = new Set<(line: LogLine) => void>();

  constructor(options: LogStoreOptions = {}) {
    this.#maximumLines = options.maximumLines ?? 2000;
    this.#maximumLength = options.maximumLength ?? 1_048_576;
  }

  append(line: LogLine): void {
    let kept = this.#kept.get(line.instance);
    if (kept === undefined) {
      kept = { lines: [], first: 0, length: 0 };
      this.#kept.set(line.instance, kept);
    }
    kept.lines.push(line);
    kept.length += line.text.length;
    while (kept.lines.length - kept.first > this.#maximumLines || kept.length > this.#maximumLength) {
      const oldest = kept.lines[kept.first];
      if (oldest === undefined) break;
      kept.length -= oldest.text.length;
      kept.first += 1;
    }
    if (kept.first > 1000 || kept.first === kept.lines.length) {
      kept.lines = kept.lines.slice(kept.first);
      kept.first = 0;
    }
    for (const follower of this.#followers) follower(line);
  }

  /** The last lines of an instance, oldest first; empty for one that printed nothing. */
  recent(instance: string, maximumLines = Number.POSITIVE_INFINITY): readonly LogLine[] {
    const kept = this.#kept.get(instance);
    if (kept === undefined) return [];
    return kept.lines.slice(Math.max(kept.first, kept.lines.length - maximumLines));
  }

  /** Calls back with every line from now on, synchronously. @returns what ends it. */
  follow(listener: (line: LogLine) => void): Disposable {
    this.#followers.add(listener);
    return { [Symbol.dispose]: () => this.#followers.delete(listener) };
  }
}
