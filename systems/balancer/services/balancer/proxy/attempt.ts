/**
 * One attempt of a request on one replica: sends it, reads the answer, and settles what the replica is to be told of.
 * Length: the phases of one answer, which read together.
 */
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { BodyReader } from '../http1/body-readers.ts';
import { bodyReader } from '../http1/body-readers.ts';
import type { ResponseHead } from '../http1/message-head.ts';
import type { Admission, Upstreams } from '../replicas/upstream.ts';
import { AttemptPatience } from './attempt-patience.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { HeldBody } from './held-body.ts';
import type { ProxyOptions } from './options.ts';
import type { AttemptFailure } from './retry-rule.ts';
import { outcomeOf } from './retry-rule.ts';
import type { ConnectionUser, UpstreamConnection } from './upstream-connection.ts';

/** Whose attempt it is. One of `attemptAnswered` and `attemptFailed` comes last, or `attemptPassed` after `attemptBegan`. */
export interface AttemptOwner {
  /** Told of a new connection only. */
  attemptConnected(attempt: Attempt): void;
  attemptDrained(attempt: Attempt): void;
  /** The answer is in, whole; `body` is the owner's. */
  attemptAnswered(attempt: Attempt, head: ResponseHead, body: readonly Buffer[]): void;
  /** It is longer than what is held; `body` is its beginning. The owner may abandon it now. */
  attemptBegan(attempt: Attempt, head: ResponseHead, body: readonly Buffer[]): void;
  attemptContinued(attempt: Attempt, body: readonly Buffer[]): void;
  attemptPassed(attempt: Attempt): void;
  attemptFailed(attempt: Attempt, failure: AttemptFailure): void;
}

/** What all attempts of a proxy on one upstream share. */
export interface AttemptParts {
  readonly upstreams: Upstreams;
  readonly pool: ConnectionPool;
  readonly options: ProxyOptions;
  readonly time: { nowMs(): number };
}

type Phase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'awaiting' }
  | { readonly kind: 'holding'; readonly head: ResponseHead; readonly reader: BodyReader; readonly held: HeldBody }
  | { readonly kind: 'passing'; readonly head: ResponseHead; readonly reader: BodyReader }
  | { readonly kind: 'over' };

const connecting: Phase = { kind: 'connecting' };
const awaiting: Phase = { kind: 'awaiting' };
const over: Phase = { kind: 'over' };

/** Settles its admission exactly once, before its owner is told how it ended. */
export class Attempt implements ConnectionUser {
  readonly admission: Admission;
  readonly #owner: AttemptOwner;
  readonly #parts: AttemptParts;
  readonly #method: string;
  readonly #patience: AttemptPatience;
  #connection: UpstreamConnection;
  #phase: Phase;
  #hasHeard = false;
  /** What `send` wrote. */
  #request: { readonly head: string; readonly body: readonly Buffer[] } | undefined;
  /** Whether its first connection was closed by an idle replica in the moment of its reuse. */
  #hasRaced = false;

  /** @param mayReuse whether it may go over a connection that the replica could be closing just now. */
  constructor(owner: AttemptOwner, admission: Admission, method: string, mayReuse: boolean, parts: AttemptParts) {
    this.#owner = owner;
    this.admission = admission;
    this.#method = method;
    this.#parts = parts;
    const reused = mayReuse ? parts.pool.reuse(this) : undefined;
    this.#connection = reused ?? parts.pool.open(this);
    this.#phase = reused === undefined ? connecting : awaiting;
    this.#patience = new AttemptPatience(parts.options, parts.time, reused !== undefined);
  }

  get isOver(): boolean {
    return this.#phase.kind === 'over';
  }

  /** Milliseconds since it was started. */
  ageMs(): number {
    return this.#patience.ageMs();
  }

  /** Sends the whole request, as soon as there is a connection. */
  send(head: string, body: readonly Buffer[]): void {
    this.#patience.sentAtOnce();
    if (this.#connection.isReused) this.#request = { head, body };
    this.#connection.send(head, body);
  }

  /** Sends the head, and what there is of the body. @returns as `sendContent`. */
  sendBeginning(head: string, body: readonly Buffer[], isChunked: boolean, isOver: boolean): boolean {
    this.#connection.send(head, []);
    return this.sendContent(body, isChunked, isOver);
  }

  /** @returns false where the replica is behind: then `attemptDrained` follows. */
  sendContent(content: readonly Buffer[], isChunked: boolean, isOver: boolean): boolean {
    const isReady = this.#connection.sendContent(content, isChunked, isOver);
    this.#patience.requestMoved(isOver, isReady);
    return isReady;
  }

  /** The client is behind: its answer waits. */
  pause(): void {
    if (this.#patience.isPaused || this.isOver) return;
    this.#patience.pause();
    this.#connection.pause();
  }

  resume(): void {
    if (!this.#patience.isPaused || this.isOver) return;
    this.#patience.resume();
    this.#connection.resume();
  }

  /** Ends it at once, without another word to its owner. */
  abandon(outcome: Outcome): void {
    if (this.isOver) return;
    this.#connection.destroy();
    this.#settle(outcome);
  }

  sweep(nowMs: number): void {
    if (!this.#patience.isLate(nowMs)) return;
    switch (this.#phase.kind) {
      case 'connecting':
        this.#fail('connect-timeout', 'failure');
        return;
      case 'awaiting':
        this.#fail('answer-timeout', 'failure');
        return;
      case 'holding':
      case 'passing':
        this.#fail('answer-stalled', 'failure');
        return;
      case 'over':
        return;
      default:
        this.#phase satisfies never;
    }
  }

  connected(): void {
    if (this.#phase.kind !== 'connecting') return;
    this.#phase = awaiting;
    this.#patience.connected();
    this.#owner.attemptConnected(this);
  }

  drained(): void {
    if (this.isOver) return;
    this.#patience.drained();
    this.#owner.attemptDrained(this);
  }

  received(chunk: Buffer): void {
    this.#hasHeard = true;
    switch (this.#phase.kind) {
      case 'connecting':
      case 'awaiting':
        this.#readHead(chunk);
        return;
      case 'holding':
        this.#hold(this.#phase.head, this.#phase.reader, this.#phase.held, chunk);
        return;
      case 'passing':
        this.#pass(this.#phase.head, this.#phase.reader, chunk);
        return;
      case 'over':
        return;
      default:
        this.#phase satisfies never;
    }
  }

  ended(): void {
    const phase = this.#phase;
    if (phase.kind === 'holding' && phase.head.framing.kind === 'until-close') {
      this.#answered(phase.head, [phase.held.bytes], false);
    } else if (phase.kind === 'passing' && phase.head.framing.kind === 'until-close') {
      this.#passed(phase.head, false);
    } else this.broke(undefined);
  }

  broke(code: string | undefined): void {
    if (this.isOver) return;
    if (this.#phase.kind === 'connecting') {
      if (isOurs(code)) this.#fail('no-socket', 'cancelled');
      else this.#fail('connection-refused', 'failure');
      return;
    }
    const isRace = this.#connection.isReused && !this.#hasHeard && this.ageMs() < this.#parts.options.reuseRaceMs;
    if (isRace && this.#request !== undefined) this.#sendAnew(this.#request.head, this.#request.body);
    else this.#fail('connection-broken', 'failure');
  }

  /** It shows nothing of the replica that it closed an idle connection, so it is asked over a new one, which is no retry. */
  #sendAnew(head: string, body: readonly Buffer[]): void {
    this.#hasRaced = true;
    this.#connection.destroy();
    this.#connection = this.#parts.pool.open(this);
    this.#phase = connecting;
    this.#patience.awaitConnection();
    this.#connection.send(head, body);
  }

  #readHead(chunk: Buffer): void {
    const { reader } = this.#connection;
    let progress = reader.read(chunk, this.#method);
    // Interim answers are not for the client: it was told to continue by us.
    while (progress.kind === 'head' && progress.head.status < 200 && progress.head.status !== 101) {
      progress = reader.read(progress.rest, this.#method);
    }
    if (progress.kind === 'more') return;
    if (progress.kind === 'refused' || progress.head.status === 101) {
      this.#fail('malformed-answer', 'failure');
      return;
    }
    const { head, rest } = progress;
    this.#patience.answerMoved();
    const { framing } = head;
    if (framing.kind === 'none') {
      this.#answered(head, [], rest.length === 0);
      return;
    }
    const body = bodyReader(framing);
    if (framing.kind === 'length' && framing.bytes > this.#parts.options.heldBytes) {
      this.#begin(head, body, rest);
      return;
    }
    this.#hold(head, body, undefined, rest);
  }

  #hold(head: ResponseHead, reader: BodyReader, held: HeldBody | undefined, chunk: Buffer): void {
    const progress = reader.read(chunk);
    if (progress.kind === 'refused') {
      this.#fail('malformed-answer', 'failure');
      return;
    }
    const { content } = progress;
    if (held === undefined && progress.isOver) {
      this.#answered(head, content, progress.rest.length === 0);
      return;
    }
    const body = held ?? new HeldBody(head.framing.kind === 'length' ? head.framing.bytes : undefined);
    body.append(content);
    if (progress.isOver) {
      this.#answered(head, [body.bytes], progress.rest.length === 0);
      return;
    }
    if (body.length > this.#parts.options.heldBytes) {
      this.#beginWith(head, reader, [body.bytes]);
      return;
    }
    if (held === undefined) this.#phase = { kind: 'holding', head, reader, held: body };
    else this.#patience.answerMoved();
  }

  #begin(head: ResponseHead, reader: BodyReader, chunk: Buffer): void {
    const progress = reader.read(chunk);
    if (progress.kind === 'refused') {
      this.#fail('malformed-answer', 'failure');
      return;
    }
    this.#beginWith(head, reader, progress.content);
    if (progress.isOver && !this.isOver) this.#passed(head, progress.rest.length === 0);
  }

  #beginWith(head: ResponseHead, reader: BodyReader, body: readonly Buffer[]): void {
    this.#phase = { kind: 'passing', head, reader };
    this.#owner.attemptBegan(this, head, body);
  }

  #pass(head: ResponseHead, reader: BodyReader, chunk: Buffer): void {
    const progress = reader.read(chunk);
    if (progress.kind === 'refused') {
      this.#fail('malformed-answer', 'failure');
      return;
    }
    this.#patience.answerMoved();
    if (progress.content.length > 0) this.#owner.attemptContinued(this, progress.content);
    if (this.isOver) return;
    if (progress.isOver) this.#passed(head, progress.rest.length === 0);
  }

  #answered(head: ResponseHead, body: readonly Buffer[], isClean: boolean): void {
    this.#leave(head, isClean);
    this.#settle(outcomeOf(head));
    this.#owner.attemptAnswered(this, head, body);
  }

  #passed(head: ResponseHead, isClean: boolean): void {
    this.#leave(head, isClean);
    this.#settle(outcomeOf(head));
    this.#owner.attemptPassed(this);
  }

  /** @param isClean whether nothing followed the answer: a connection with bytes that nobody asked for is thrown away. */
  #leave(head: ResponseHead, isClean: boolean): void {
    if (this.#patience.isPaused) this.#connection.resume();
    if (isClean && head.keepAlive && this.#patience.isSent && this.#connection.isUsable) {
      this.#parts.pool.giveBack(this.#connection, this.#parts.time.nowMs());
    } else this.#connection.destroy();
  }

  #fail(reason: AttemptFailure['reason'], outcome: Outcome): void {
    const neverSent = this.#phase.kind === 'connecting' && !this.#hasRaced;
    this.#connection.destroy();
    this.#settle(outcome);
    const progress = neverSent ? 'nothing-sent' : this.#hasHeard ? 'answer-begun' : 'nothing-answered';
    this.#owner.attemptFailed(this, { reason, progress });
  }

  #settle(outcome: Outcome): void {
    this.#phase = over;
    this.#parts.upstreams.settle(this.admission, outcome, this.#patience.latencyMs());
  }
}

/** Whether it is this machine that has no connection left to give: that says nothing of the replica. */
function isOurs(code: string | undefined): boolean {
  return code === 'EMFILE' || code === 'ENFILE' || code === 'EADDRNOTAVAIL' || code === 'ENOBUFS';
}
