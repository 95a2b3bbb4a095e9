/**
 * Messages with an idempotency key: the first takes its way, one that comes while that is undecided waits for it, and a
 * later one gets the first one's place (IETF draft-ietf-httpapi-idempotency-key-header).
 */
import type { AppendOutcome, Draft } from '../message-log.ts';

type KeyedOutcome = Extract<AppendOutcome, { readonly kind: 'appended' }>;

/** What is known of keys that were used, and how a message takes its way. */
export interface KeyedAppendsOptions {
  /** The id that a key was given to; undefined where it is not known. */
  readonly idOfKey: (key: string) => number | undefined;
  /** What a message that is in the log answers to one that repeats its key. */
  readonly repeated: (id: number, draft: Draft) => Promise<AppendOutcome>;
  readonly append: (draft: Draft) => Promise<AppendOutcome>;
}

/** The messages with keys that came to this node while it led. */
export class KeyedAppends {
  readonly #options: KeyedAppendsOptions;
  readonly #underWay = new Map<string, { readonly draft: Draft; readonly outcome: Promise<AppendOutcome> }>();

  constructor(options: KeyedAppendsOptions) {
    this.#options = options;
  }

  /** The outcome of a message with this key. */
  async append(draft: Draft, key: string): Promise<AppendOutcome> {
    const known = this.#options.idOfKey(key);
    if (known !== undefined) return this.#options.repeated(known, draft);
    const first = this.#underWay.get(key);
    if (first !== undefined) return asRepetition(await first.outcome, first.draft, draft);
    const outcome = this.#options.append(draft);
    this.#underWay.set(key, { draft, outcome });
    try {
      return await outcome;
    } finally {
      this.#underWay.delete(key);
    }
  }
}

function asRepetition(outcome: AppendOutcome, first: Draft, draft: Draft): AppendOutcome {
  if (outcome.kind !== 'appended') return outcome;
  return repetitionOf(outcome.message, first.content, draft);
}

/** What a message that repeats a key gets: the first one's place, or a refusal where its content is another. */
export function repetitionOf(message: KeyedOutcome['message'], content: string, draft: Draft): AppendOutcome {
  const { id, lamportTimestamp } = message;
  if (content !== draft.content) return { kind: 'key-reused', id };
  return { kind: 'appended', message: { id, lamportTimestamp }, repeated: true };
}
