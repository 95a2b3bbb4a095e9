/** Runs a callback after a while. @returns what calls it off. */
export type Schedule = (delayMs: number, callback: () => void) => () => void;

/** How long listeners are left alone after they were told. */
const quietMs = 100;

/** Tells listeners of changes ten times a second at most: of the first at once, of those that follow it together. */
export class ChangeNotice {
  readonly #schedule: Schedule;
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #isQuiet = false;
  #isDue = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** Changes only when listeners are told, so that whoever compares it sees one state between two notices. */
  get version(): number {
    return this.#version;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  changed(): void {
    if (this.#isQuiet) this.#isDue = true;
    else this.#begin();
  }

  /** Tells at once of what was still to be told. */
  settle(): void {
    if (this.#isDue) this.#tell();
  }

  #begin(): void {
    this.#isQuiet = true;
    this.#schedule(quietMs, () => {
      this.#isQuiet = false;
      if (this.#isDue) this.#begin();
    });
    this.#tell();
  }

  #tell(): void {
    this.#isDue = false;
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
