/** What is asked of a queue; values are JSON. */
export type QueueInput = { readonly kind: 'enqueue'; readonly value: string } | { readonly kind: 'dequeue' };

/** `value` and `empty` answer a dequeue, `done` an enqueue. */
export type QueueOutput =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'done' };
