/** The longest idempotency key, in characters. */
const longestKey = 128;

/** What an idempotency key is, for the message of an error. */
export const idempotencyKeyRule = `a text of 1 to ${longestKey} visible ASCII characters`;

/** Whether a text can be an idempotency key, by HTTP (where it is the value of a header) as by a stream. */
export function isIdempotencyKey(text: string): boolean {
  return text.length <= longestKey && /^[\x21-\x7e]+$/.test(text);
}
