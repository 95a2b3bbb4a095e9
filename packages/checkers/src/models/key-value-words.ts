/** What is asked of a key-value store. */
export type KeyValueInput =
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'append'; readonly key: string; readonly value: string };

/**
 * The value answers a get; puts and appends are answered with `done`. Foresight knows more of these: `onto`, on which text
 * an append was done, and `unread`, that nobody read what was written.
 */
export type KeyValueOutput =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'done'; readonly onto?: string }
  | { readonly kind: 'unread' };
