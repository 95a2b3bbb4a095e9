/** A line of those who wait, first come first served, that anyone in it can leave at once: it is linked both ways. */

/** A place in a line, with who waits there. */
export class WaitingPlace<T> {
  readonly who: T;
  /** The line's: undefined outside of it. */
  line: WaitingLine<T> | undefined;
  /** The line's. */
  ahead: WaitingPlace<T> | undefined;
  /** The line's. */
  behind: WaitingPlace<T> | undefined = undefined;

  constructor(who: T, line: WaitingLine<T>, ahead: WaitingPlace<T> | undefined) {
    this.who = who;
    this.line = line;
    this.ahead = ahead;
  }

  /** @returns false where it was left before, or `who` has been called up. */
  leave(): boolean {
    return this.line?.leave(this) ?? false;
  }
}

/** The line. */
export class WaitingLine<T> {
  #first: WaitingPlace<T> | undefined;
  #last: WaitingPlace<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who has waited longest. */
  get first(): T | undefined {
    return this.#first?.who;
  }

  /** Joins at the end. */
  join(who: T): WaitingPlace<T> {
    const place = new WaitingPlace(who, this, this.#last);
    if (this.#last === undefined) this.#first = place;
    else this.#last.behind = place;
    this.#last = place;
    this.#length += 1;
    return place;
  }

  /** Takes out who has waited longest. */
  shift(): T | undefined {
    const place = this.#first;
    if (place === undefined) return undefined;
    this.leave(place);
    return place.who;
  }

  /** @returns whether it still stood in this line. */
  leave(place: WaitingPlace<T>): boolean {
    if (place.line !== this) return false;
    const { ahead, behind } = place;
    if (ahead === undefined) this.#first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.#last = ahead;
    else behind.ahead = ahead;
    place.line = undefined;
    place.ahead = undefined;
    place.behind = undefined;
    this.#length -= 1;
    return true;
  }
}
