/** Reads server-sent events (WHATWG HTML, section 9.2.6) out of chunks of text, however these were cut. */

/** One message of a stream. */
export interface EventMessage {
  readonly event: string;
  readonly data: string;
  /** The last `id` that was sent, with this message or before; null where none was. */
  readonly id: string | null;
}

export class EventMessageReader {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | null = null;

  /** Takes a chunk. @returns the messages that it completed; comments are heartbeats and give none. */
  push(chunk: string): EventMessage[] {
    const text = this.#rest + chunk;
    // A carriage return at the end may be the first half of a line break.
    const held = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, held).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + text.slice(held);
    const messages: EventMessage[] = [];
    for (const line of lines) {
      const message = this.#readLine(line);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  #readLine(line: string): EventMessage | undefined {
    if (line === '') return this.#complete();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #complete(): EventMessage | undefined {
    const data = this.#data;
    const event = this.#event === '' ? 'message' : this.#event;
    this.#data = [];
    this.#event = '';
    return data.length === 0 ? undefined : { event, data: data.join('\n'), id: this.#id };
  }
}
