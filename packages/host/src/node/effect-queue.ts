/** First in, first out; taking from the front does not move the rest. */
export class EffectQueue<Effect> {
  #items: (Effect | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects) this.#items.push(effect);
  }

  peek(): Effect | undefined {
    return this.#items[this.#head];
  }

  /** Takes away what `peek` gave. */
  drop(): void {
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head < 1024 || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
