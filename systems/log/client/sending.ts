/** What became of a message. */
export type Appended =
  | {
      readonly kind: 'appended';
      readonly id: number;
      readonly lamportTimestamp: number;
      /** It was there already: an earlier attempt had come through, or an earlier message had this key. */
      readonly repeated: boolean;
    }
  /** It may have been appended, or may be yet. Where it had a key it can be sent again with the same one. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** It was not appended, and will not be; it can be sent again. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** It was not appended, and cannot be as it is. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A message on its way. */
export interface Sending {
  readonly content: string;
  readonly key: string | undefined;
  readonly deadlineMs: number;
  readonly settle: (outcome: Appended) => void;
  /** Attempts whose outcome is not known, or not yet. */
  doubts: number;
  isSettled: boolean;
}

/** Settles a message that is not tried any more: it may have been appended where an attempt is in doubt. */
export function giveUp(sending: Sending, reason: string): void {
  settle(sending, { kind: sending.doubts > 0 ? 'unknown' : 'unavailable', reason });
}

/** Tells the caller, once. */
export function settle(sending: Sending, outcome: Appended): void {
  if (sending.isSettled) return;
  sending.isSettled = true;
  sending.settle(outcome);
}
