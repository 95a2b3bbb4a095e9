/** What a state's text is taken to occupy beside its characters. */
const stateBytes = 80;

/** Numbers for states, one a key: they are compared by these. */
export class StateIds<State> {
  readonly #key: (state: State) => string | number;
  readonly #ids = new Map<string | number, number>();
  #bytes = 0;

  /** @param key equal keys are equal states. */
  constructor(key: (state: State) => string | number) {
    this.#key = key;
  }

  /** About what the texts occupy. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of a state. */
  of(state: State): number {
    const key = this.#key(state);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#bytes += stateBytes + (typeof key === 'string' ? 2 * key.length : 0);
    this.#ids.set(key, this.#ids.size);
    return this.#ids.size - 1;
  }
}
