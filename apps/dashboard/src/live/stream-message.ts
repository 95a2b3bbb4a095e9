/** What a stream of the journal tells its readers; plain data, so that it can pass from a worker to a page. */

/** How the connection to the lab stands. `refused`: the lab wants another token. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused' };

/** Sequences count from 1 within an epoch, which is one life of a lab. */
export type StreamMessage =
  | { readonly kind: 'connection'; readonly connection: Connection }
  /** A journal is followed from `next` on; what comes before is in its history. */
  | { readonly kind: 'began'; readonly epoch: string; readonly next: number }
  /** Events without a gap between them, as they stand in a journal's file. */
  | { readonly kind: 'lines'; readonly epoch: string; readonly first: number; readonly lines: readonly string[] }
  /** From `first` on so many events are no longer in the lab's memory. */
  | { readonly kind: 'missed'; readonly epoch: string; readonly first: number; readonly count: number };
