/** The event streams that are open, so that the end of the lab can end them. */
export class OpenStreams {
  readonly #open = new Set<() => void>();

  add(stream: { ended: Promise<void>; end: () => void }): void {
    this.#open.add(stream.end);
    void stream.ended.then(() => this.#open.delete(stream.end));
  }

  endAll(): void {
    for (const end of this.#open) end();
  }
}
