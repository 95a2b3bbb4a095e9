/** The last lines that an instance printed, for the message that says why it did not start. */
import type { Guardian } from '../guardian/guardian.ts';

const maximumLines = 12;
const maximumLineLength = 300;

export class LastWords implements Disposable {
  readonly #lines: string[] = [];
  readonly #subscriptions: readonly Disposable[];

  /** @param cut called with what was lost of its output. */
  constructor(guardian: Guardian, name: string, cut: (lines: number, bytes: number) => void) {
    this.#subscriptions = [
      guardian.onLines((lines) => {
        for (const line of lines) {
          if (line.name !== name || line.text === '' || line.text.startsWith('{"fact":')) continue;
          this.#lines.push(line.text.slice(0, maximumLineLength));
          if (this.#lines.length > maximumLines) this.#lines.shift();
        }
      }),
      guardian.onCut((lost) => {
        if (lost.name === name) cut(lost.lines, lost.bytes);
      }),
    ];
  }

  /** What follows `inventory-1 did not become ready`. */
  describe(): string {
    if (this.#lines.length === 0) return '; it printed nothing';
    return `; the last it printed:\n${this.#lines.map((line) => `  ${line}`).join('\n')}`;
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
  }
}
