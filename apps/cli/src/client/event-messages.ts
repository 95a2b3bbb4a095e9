/** Reads server-sent events (WHATWG HTML, section 9.2.6) out of chunks of text. */
export interface EventMessage {
  readonly event: string;
  readonly data: string;
  /** The last `id` that was sent, with this message or before; absent where none was. */
  readonly id: string | undefined;
}

export class EventMessageReader {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | undefined;

  /** Takes a chunk, however it was cut. @returns the messages that it completed. */
  push(chunk: string): EventMessage[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#readLine(line.endsWith('\r') ? line.slice(0, -1) : line) ?? []);
  }

  #readLine(line: string): EventMessage | undefined {
    if (line === '') return this.#complete();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
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
