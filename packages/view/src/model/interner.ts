/** Gives texts small numbers, from 0, in the order in which they first come. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  /** What was asked for last is mostly asked for again, and to compare two texts is less than to look one up. */
  #lastId = -1;

  /** The number of a text; a text that is new gets one. */
  idOf(text: string): number {
    if (this.#texts[this.#lastId] === text) return this.#lastId;
    const id = this.#ids.get(text) ?? this.#texts.push(text) - 1;
    if (id === this.#ids.size) this.#ids.set(text, id);
    this.#lastId = id;
    return id;
  }

  /** Every text; the place is its number. */
  get texts(): readonly string[] {
    return this.#texts;
  }
}
