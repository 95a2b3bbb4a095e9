/**
 * The monotonic clock of one node, which may run faster or slower than virtual time. Its readings are whole microseconds
 * and compare with no other node's.
 */
export class NodeClock {
  /** Where the rate changed last: in virtual time, and in the clock's own. */
  #sinceUs = 0;
  #baseUs = 0;
  #rate = 1;
  readonly #rates: number[] = [];

  /** The machine starts: its clock begins anywhere. */
  restart(readingUs: number, nowUs: number): void {
    this.#baseUs = readingUs;
    this.#sinceUs = nowUs;
  }

  reading(nowUs: number): number {
    return Math.floor(this.#baseUs + (nowUs - this.#sinceUs) * this.#rate);
  }

  /** The moment of virtual time at which the clock reads so much, give or take a microsecond, if its rate stays. */
  momentOf(readingUs: number): number {
    return this.#sinceUs + Math.ceil((readingUs - this.#baseUs) / this.#rate);
  }

  /** From now on so many times as fast. Rates that act at the same time multiply. */
  addRate(rate: number, nowUs: number): void {
    if (!(rate > 0)) throw new RangeError(`a clock cannot run at the rate ${rate}`);
    this.#rates.push(rate);
    this.#changeRate(nowUs);
  }

  removeRate(rate: number, nowUs: number): void {
    const index = this.#rates.indexOf(rate);
    if (index >= 0) this.#rates.splice(index, 1);
    this.#changeRate(nowUs);
  }

  #changeRate(nowUs: number): void {
    this.#baseUs += (nowUs - this.#sinceUs) * this.#rate;
    this.#sinceUs = nowUs;
    this.#rate = this.#rates.reduce((product, rate) => product * rate, 1);
  }
}
