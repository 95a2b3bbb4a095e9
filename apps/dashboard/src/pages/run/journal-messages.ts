/** What a page and the worker that reads a run's journal for it say to each other. */
import type { LineBatch } from '@temblor/view/model/line-batch';

/** From the page, once; then `taken` for every batch, so that no more than a few are under way. */
export type JournalRequest =
  | { readonly kind: 'read'; readonly run: string; readonly token: string }
  | { readonly kind: 'taken' };

/** From the worker: batches in order, and how it ended; a problem is told in words. */
export type JournalMessage =
  | { readonly kind: 'batch'; readonly batch: LineBatch }
  | { readonly kind: 'whole' }
  | { readonly kind: 'failed'; readonly problem: string };
