/** The body of a request, between the client that sends it and the replica that gets it. */
import type { BodyFraming } from '../http1/message-head.ts';
import { HeldBody, lengthOf } from './held-body.ts';

/** Where it stands. */
export type BodyState =
  /** It is in whole, or there is none: it can be sent as often as needed. */
  | 'whole'
  /** It is short so far, and no replica sees anything of it before it is in whole. */
  | 'holding'
  /** It is too long to be held, and nothing of it was sent yet. */
  | 'waiting'
  /** It goes through to the replica that has its beginning. */
  | 'streaming';

/** Holds what is short, and the beginning of what is long. */
export class RequestBody {
  readonly #limitBytes: number;
  readonly #framing: BodyFraming;
  #held: HeldBody | undefined;
  #state: BodyState;
  #isOver: boolean;

  /** @param limitBytes how much is held. */
  constructor(framing: BodyFraming, limitBytes: number) {
    this.#framing = framing;
    this.#limitBytes = limitBytes;
    this.#isOver = framing.kind === 'none';
    if (this.#isOver) this.#state = 'whole';
    else this.#state = framing.kind === 'length' && framing.bytes > limitBytes ? 'waiting' : 'holding';
  }

  get state(): BodyState {
    return this.#state;
  }

  /** Whether the client sent its last byte. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How the replica gets it: what is in whole has a length. */
  get framing(): BodyFraming {
    if (this.#state !== 'whole' || this.#framing.kind === 'none') return this.#framing;
    return { kind: 'length', bytes: this.#held?.length ?? 0 };
  }

  /** What is held. */
  get content(): readonly Buffer[] {
    return this.#held === undefined ? [] : [this.#held.bytes];
  }

  /** Of a body that is not streaming. */
  append(content: readonly Buffer[], isOver: boolean): void {
    this.#held ??= new HeldBody(
      this.#state === 'holding' && this.#framing.kind === 'length' ? this.#framing.bytes : undefined,
    );
    this.#held.append(content);
    this.#isOver = isOver;
    if (this.#state !== 'holding') return;
    if (isOver) this.#state = 'whole';
    else if (this.#held.length > this.#limitBytes) this.#state = 'waiting';
  }

  /** Its beginning is sent; @returns that. From now on nothing of it is kept. */
  beginStreaming(): readonly Buffer[] {
    const { content } = this;
    this.#held = undefined;
    this.#state = 'streaming';
    return lengthOf(content) === 0 ? [] : content;
  }

  /** The client sent the last of a body that is streaming. */
  end(): void {
    this.#isOver = true;
  }
}
