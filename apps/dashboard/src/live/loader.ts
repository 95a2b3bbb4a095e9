/** Reads something of the lab, and reads it again where it may have become something else. */

/** Something that the lab was asked for. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: string };

/** What a loader needs of whoever wants the value. */
interface LoaderPorts<T> {
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** Whether a value never becomes another: it is not read again. */
  readonly isFinal: (value: T) => boolean;
  readonly onChange: (loaded: Loaded<T>) => void;
}

export class Loader<T> {
  readonly #ports: LoaderPorts<T>;
  readonly #closing = new AbortController();
  #loaded: Loaded<T> = { kind: 'loading' };
  #isReading = false;
  /** What is being read may be old news when it comes. */
  #isWantedAgain = false;

  constructor(ports: LoaderPorts<T>) {
    this.#ports = ports;
  }

  /** Reads, unless it has what never changes. A reading that is under way goes on, and one more follows it. */
  refresh(): void {
    if (this.#isOver()) return;
    if (this.#isReading) this.#isWantedAgain = true;
    else void this.#read();
  }

  /** Ends a reading that is under way; nothing is told any more. */
  close(): void {
    this.#closing.abort();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    do {
      this.#isWantedAgain = false;
      const loaded = await this.#attempt();
      if (this.#closing.signal.aborted) return;
      // What was read stays until something newer is there.
      if (loaded.kind === 'ready' || this.#loaded.kind !== 'ready') {
        this.#loaded = loaded;
        this.#ports.onChange(loaded);
      }
    } while (this.#isWantedAgain && !this.#isOver());
    this.#isReading = false;
  }

  async #attempt(): Promise<Loaded<T>> {
    try {
      return { kind: 'ready', value: await this.#ports.read(this.#closing.signal) };
    } catch (error) {
      return { kind: 'failed', problem: error instanceof Error ? error.message : String(error) };
    }
  }

  #isOver(): boolean {
    const { signal } = this.#closing;
    return signal.aborted || (this.#loaded.kind === 'ready' && this.#ports.isFinal(this.#loaded.value));
  }
}
