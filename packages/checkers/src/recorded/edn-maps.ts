/** A map of a file of EDN, with the line on which it begins. */
interface EdnMap {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts a file of EDN into its maps, line by line, so that it need not be held as a whole: whether they stand in a vector,
 * or one after the other, and over however many lines.
 */
export class EdnMapCutter {
  #open = '';
  #depth = 0;
  #line = 0;
  #isInString = false;

  /** Whether a map has begun and not ended, and where; undefined where none has. */
  get openSince(): number | undefined {
    return this.#depth > 0 ? this.#line : undefined;
  }

  /** @returns the maps that end on this line. */
  push(text: string, line: number): EdnMap[] {
    const maps: EdnMap[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (this.#isInString) {
        if (character === '\\') at += 1;
        else if (character === '"') this.#isInString = false;
      } else if (character === '"') this.#isInString = true;
      else if (character === ';') break;
      else if (character === '{') {
        if (this.#depth === 0) {
          from = at;
          this.#line = line;
        }
        this.#depth += 1;
      } else if (character === '}' && this.#depth > 0) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        maps.push({ text: this.#open + text.slice(from, at + 1), line: this.#line });
        this.#open = '';
        from = at + 1;
      }
    }
    if (this.#depth > 0) this.#open += `${text.slice(from)}\n`;
    return maps;
  }
}
