import type { TextStream } from './text-stream.ts';
import { cutToWidth } from './text-width.ts';

/** The last lines of a terminal, redrawn in place; lines printed meanwhile stand above it. */
export interface StatusArea {
  readonly live: boolean;
  /** Replaces what the area shows. Does nothing where the area is not live. */
  show(lines: readonly string[]): void;
  /** Prints a line that stays. */
  printAbove(text: string): void;
  /** Removes the area. */
  clear(): void;
}

/** @param live false: there is no area, and lines are just printed. */
export function openStatusArea(stream: TextStream, live: boolean): StatusArea {
  let shown: readonly string[] = [];
  const erase = () => (shown.length === 0 ? '' : `\u001b[${shown.length}A\r\u001b[0J`);
  return {
    live,
    show(lines) {
      if (!live) return;
      const width = (stream.columns ?? 80) - 1;
      const next = lines.map((line) => cutToWidth(line, width));
      stream.write(`${erase()}${next.map((line) => `${line}\n`).join('')}`);
      shown = next;
    },
    printAbove(text) {
      const below = shown.map((line) => `${line}\n`).join('');
      stream.write(`${erase()}${text}\n${below}`);
    },
    clear() {
      stream.write(erase());
      shown = [];
    },
  };
}
