/** A word and what it means, in a sentence. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}
