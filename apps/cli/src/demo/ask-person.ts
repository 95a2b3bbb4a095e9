import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { Interrupt } from '../interrupt.ts';

/** A terminal's two ends. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Reads lines from a terminal, each under a question of its own: in between the terminal is as it was, so that Ctrl-C ends
 * the command as everywhere.
 */
export class TerminalReader {
  readonly #terminal: Terminal;
  readonly #interrupt: Interrupt;
  /** What came with an earlier line at once, such as from a pasted text: not asked for yet. */
  readonly #early: string[] = [];
  #ended = false;

  constructor(terminal: Terminal, interrupt: Interrupt) {
    this.#terminal = terminal;
    this.#interrupt = interrupt;
  }

  /** @returns undefined at the end of the input (Ctrl-D). @throws the interruption, by Ctrl-C too. */
  async readLine(question: string): Promise<string | undefined> {
    const { signal } = this.#interrupt;
    signal.throwIfAborted();
    const early = this.#early.shift();
    if (early !== undefined) return early;
    if (this.#ended) return undefined;
    const lines = createInterface({ ...this.#terminal, terminal: true });
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // In raw mode Ctrl-C is a character, and no signal comes.
    lines.on('SIGINT', () => this.#interrupt.trigger('interrupted'));
    let first = true;
    lines.on('line', (line) => {
      if (first) resolve(line);
      else this.#early.push(line);
      first = false;
    });
    const onClose = () => {
      this.#ended = first;
      resolve(undefined);
    };
    lines.on('close', onClose);
    lines.setPrompt(question);
    lines.prompt();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      lines.off('close', onClose);
      lines.close();
    }
  }
}
