/** Gives texts small numbers, from 0, in the order in which they first come. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  /** The number of a text; a text that is new gets one. */
  idOf(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** Every text; the place is its number. */
  get texts(): readonly string[] {
    return this.#texts;
  }
}
