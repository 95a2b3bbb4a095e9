/** What is asked of a key-value store. */
export type KeyValueInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string }
  | { readonly kind: 'cas'; readonly key: string; readonly from: string; readonly to: string };

/**
 * The value answers a get; puts, appends and a compare-and-set that took effect are answered with `done`. One that `differed`
 * found another value, which is told or not. Foresight knows more of these: `onto`, on which text
 * an append was done, and `unread`, that nobody read what was written.
 */
export type KeyValueOutput =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'done'; readonly onto?: string }
  | { readonly kind: 'differed'; readonly value: string | undefined }
  | { readonly kind: 'unread' };
