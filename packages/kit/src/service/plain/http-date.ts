/** The time as HTTP writes it (RFC 9110, 5.6.7): made once a second, however many answers bear it. */
export class HttpDate {
  readonly #nowMs: () => number;
  #second = Number.NaN;
  #text = '';

  /** @param nowMs wall clock, since 1970. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  now(): string {
    const second = Math.floor(this.#nowMs() / 1000);
    if (second === this.#second) return this.#text;
    this.#second = second;
    this.#text = new Date(second * 1000).toUTCString();
    return this.#text;
  }
}
