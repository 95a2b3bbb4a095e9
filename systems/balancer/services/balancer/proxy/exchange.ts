/**
 * One request of a client, from its head to the end of its answer: attempts on replicas, retries, a hedge, and what the
 * client gets in the end. After Dean and Barroso, "The Tail at Scale" (CACM 2013), and the retry budgets of Google's "Site
 * Reliability Engineering" (chapter 21).
 * Length: the events of one state machine, which read together.
 */
import type { DelayEstimator } from '@temblor/resilience/hedge/hedge-delay';
import { backoffMs } from '@temblor/resilience/retry/backoff';
import { requestForUpstream } from '../http1/head-writers.ts';
import type { RequestHead, ResponseHead } from '../http1/message-head.ts';
import type { Admission, Upstream } from '../replicas/upstream.ts';
import type { AttemptOwner, AttemptParts } from './attempt.ts';
import { Attempt } from './attempt.ts';
import { OvertakenAttempts } from './overtaken-attempts.ts';
import type { OwnAnswer } from './own-answer.ts';
import { answerToFailure, nobodyToAsk, tooLate } from './own-answer.ts';
import { ReplicaChoice } from './replica-choice.ts';
import { RequestBody } from './request-body.ts';
import type { AttemptFailure } from './retry-rule.ts';
import { isFailingStatus, isHedgeable, isIdempotent, outcomeOf } from './retry-rule.ts';
import type { ExchangeClient, Route, Underway } from './route.ts';

type State =
  | { readonly kind: 'receiving' }
  | { readonly kind: 'trying' }
  /** A failing answer is held; until then no other replica is asked. The retry is paid for. */
  | { readonly kind: 'backing-off'; readonly from: string; readonly untilMs: number }
  | { readonly kind: 'passing'; readonly status: number; readonly attempt: Attempt }
  | { readonly kind: 'over' };

const receiving: State = { kind: 'receiving' };
const trying: State = { kind: 'trying' };
const over: State = { kind: 'over' };

/** Settles once: the client gets one answer, or its connection is broken off. */
export class Exchange implements AttemptOwner, Underway {
  readonly #client: ExchangeClient;
  readonly #route: Route;
  readonly #head: RequestHead;
  readonly #body: RequestBody;
  readonly #estimator: DelayEstimator | undefined;
  #state: State = receiving;
  /** Under way: one, or two with a hedge. */
  #attempts: Attempt[] = [];
  readonly #overtaken = new OvertakenAttempts();
  readonly #choice: ReplicaChoice;
  #hedges = 0;
  #dueMs = Number.POSITIVE_INFINITY;
  #hedgeDueMs = Number.POSITIVE_INFINITY;
  /** Of the replicas' failing answers the last, for where no better one can be had. */
  #lastAnswer: { readonly head: ResponseHead; readonly body: readonly Buffer[] } | undefined;

  constructor(client: ExchangeClient, head: RequestHead, route: Route) {
    this.#client = client;
    this.#head = head;
    this.#route = route;
    this.#choice = new ReplicaChoice(route, head.target);
    this.#body = new RequestBody(head.framing, route.options.heldBytes);
    this.#estimator = route.options.hedges && isHedgeable(head) ? route.hedgeDelays.of(head.target) : undefined;
  }

  /** Call once; the client may be answered within. */
  begin(): void {
    this.#route.budget.deposit();
    this.#route.breakBudget.deposit();
    this.#startOnceReady();
  }

  /** More of the request's body. */
  receive(content: readonly Buffer[], isOver: boolean): void {
    if (this.#state.kind === 'over') return;
    if (this.#body.state !== 'streaming') {
      this.#body.append(content, isOver);
      if (this.#state.kind === 'receiving') this.#startOnceReady();
      return;
    }
    if (isOver) this.#body.end();
    // One that is answered already may want the rest all the same: bodies pass in both directions at once.
    const [attempt] = this.#attempts;
    if (attempt === undefined) return;
    this.#renewDue();
    const isReady = attempt.sendContent(content, this.#head.framing.kind === 'chunked', isOver);
    if (!isReady && !isOver) this.#client.pauseBody();
  }

  /** The client can take more of its answer. */
  clientDrained(): void {
    if (this.#state.kind === 'passing') this.#state.attempt.resume();
  }

  /** The client is gone, or no longer to be served: nothing is worth going on with. */
  abandon(): void {
    this.#overtaken.abandonAll();
    if (this.#state.kind === 'over') this.#leaveSweep();
    else this.#finish(0, false);
  }

  /** The rest of the request is malformed or too late, and the client has nothing of an answer yet: it is told why. */
  refuse(status: number, reason: string): void {
    if (this.#state.kind === 'over') return;
    this.#overtaken.abandonAll();
    this.#end();
    this.#route.observe({ type: 'request-refused', status, reason });
  }

  /** What this replica has not answered yet is asked of another, if there is one; else it may still answer. */
  replicaDown(upstream: Upstream): void {
    this.#overtaken.abandonOn(upstream.id);
    this.#leaveSweep();
    const attempt = this.#attempts.find(({ admission }) => admission.upstream.id === upstream.id);
    if (this.#state.kind !== 'trying' || attempt === undefined || attempt.isOver) return;
    if (!this.#isRepeatable || !this.#route.options.retries) return;
    if (this.#attempts.length > 1) {
      this.#drop(attempt);
      attempt.abandon('cancelled');
      return;
    }
    const admission = this.#choice.admitPaidBy(this.#route.breakBudget, true);
    if (admission === undefined) return;
    this.#drop(attempt);
    attempt.abandon('cancelled');
    this.#route.observe({ type: 'attempt-retried', from: upstream.id, reason: 'replica-down' });
    this.#start(admission);
  }

  sweep(nowMs: number): void {
    if (nowMs >= this.#dueMs && (this.#state.kind === 'trying' || this.#state.kind === 'backing-off')) {
      this.#answerLastOr(tooLate);
      return;
    }
    if (this.#state.kind === 'backing-off' && nowMs >= this.#state.untilMs) this.#retryLate(this.#state.from);
    if (this.#state.kind === 'trying' && nowMs >= this.#hedgeDueMs) this.#hedge();
    const [first, second] = this.#attempts;
    first?.sweep(nowMs);
    second?.sweep(nowMs);
    for (const attempt of this.#overtaken.sweep(nowMs)) this.#learn(attempt);
    this.#leaveSweep();
  }

  attemptConnected(attempt: Attempt): void {
    if (this.#body.state !== 'waiting') return;
    const isReady = attempt.sendBeginning(
      this.#headFor(attempt.admission.upstream),
      this.#body.beginStreaming(),
      this.#head.framing.kind === 'chunked',
      this.#body.isOver,
    );
    if (isReady) this.#client.resumeBody();
  }

  attemptDrained(_attempt: Attempt): void {
    if (this.#body.state === 'streaming') this.#client.resumeBody();
  }

  attemptAnswered(attempt: Attempt, head: ResponseHead, body: readonly Buffer[]): void {
    const isFailing = isFailingStatus(head.status);
    if (!isFailing) this.#learn(attempt);
    if (this.#leaveOvertaken(attempt)) return;
    this.#drop(attempt);
    if (this.#state.kind !== 'trying') return;
    if (isFailing) {
      this.#lastAnswer = { head, body };
      this.#failed(attempt, { reason: 'failing-status', progress: 'answer-begun' });
      return;
    }
    this.#answer(head, body);
  }

  attemptBegan(attempt: Attempt, head: ResponseHead, body: readonly Buffer[]): void {
    const isFailing = isFailingStatus(head.status);
    if (!isFailing) this.#learn(attempt);
    if (this.#leaveOvertaken(attempt)) {
      attempt.abandon(outcomeOf(head));
      return;
    }
    if (this.#state.kind !== 'trying') {
      attempt.abandon('cancelled');
      return;
    }
    if (isFailing) {
      const failure: AttemptFailure = { reason: 'failing-status', progress: 'answer-begun' };
      // Too long to be held for the time of a backoff: another one is asked at once, or this one is passed on.
      const admission = this.#attempts.length > 1 ? undefined : this.#admitRetry(failure);
      if (admission !== undefined || this.#attempts.length > 1) {
        this.#drop(attempt);
        attempt.abandon('failure');
        if (admission !== undefined) this.#retry(attempt, failure, admission);
        return;
      }
    }
    this.#drop(attempt);
    this.#overtake();
    this.#attempts = [attempt];
    this.#state = { kind: 'passing', status: head.status, attempt };
    if (!this.#client.begin(head, body)) attempt.pause();
  }

  attemptContinued(attempt: Attempt, body: readonly Buffer[]): void {
    if (!this.#client.proceed(body)) attempt.pause();
  }

  attemptPassed(attempt: Attempt): void {
    this.#drop(attempt);
    if (this.#state.kind !== 'passing') return;
    const { status } = this.#state;
    this.#finish(status, status >= 500);
    this.#client.end();
  }

  attemptFailed(attempt: Attempt, failure: AttemptFailure): void {
    if (this.#leaveOvertaken(attempt)) return;
    this.#drop(attempt);
    if (this.#state.kind === 'passing') {
      this.#finish(0, true);
      this.#client.breakOff();
    } else if (this.#state.kind === 'trying') this.#failed(attempt, failure);
  }

  /**
   * Every copy counts with its own time, the overtaken ones too, and those that were given up with the time they had until
   * then: were only the winners counted, the slowest would be left out, and the percentile would be too low.
   */
  #learn(attempt: Attempt): void {
    this.#estimator?.record(attempt.ageMs());
  }

  get #isRepeatable(): boolean {
    return this.#body.state === 'whole' && isIdempotent(this.#head.method);
  }

  #startOnceReady(): void {
    const { state } = this.#body;
    if (state === 'holding') return;
    if (state === 'waiting') this.#client.pauseBody();
    this.#route.exchanges.add(this);
    this.#state = trying;
    this.#renewDue();
    const admission = this.#choice.admit(this.#isRepeatable);
    if (admission === undefined) this.#answerOwn(nobodyToAsk);
    else this.#start(admission);
  }

  #start(admission: Admission): void {
    const { upstream } = admission;
    const { upstreams, options, time } = this.#route;
    this.#choice.asked(upstream);
    const parts: AttemptParts = { upstreams, pool: this.#route.poolOf(upstream), options, time };
    const attempt = new Attempt(this, admission, this.#head.method, this.#isRepeatable, parts);
    this.#attempts.push(attempt);
    if (this.#body.state === 'whole') attempt.send(this.#headFor(upstream), this.#body.content);
    const mayHedge = this.#estimator !== undefined && this.#hedges === 0;
    this.#hedgeDueMs = mayHedge ? time.nowMs() + (this.#estimator?.delayMs ?? 0) : Number.POSITIVE_INFINITY;
  }

  #hedge(): void {
    this.#hedgeDueMs = Number.POSITIVE_INFINITY;
    const [slow] = this.#attempts;
    if (slow === undefined || this.#attempts.length > 1) return;
    const { budget, options } = this.#route;
    const admission = this.#choice.admitPaidBy(budget, this.#isRepeatable, options.keptForRetries);
    if (admission === undefined) return;
    this.#hedges += 1;
    const { upstream } = admission;
    this.#route.observe({ type: 'attempt-hedged', from: slow.admission.upstream.id, to: upstream.id });
    this.#start(admission);
  }

  #failed(attempt: Attempt, failure: AttemptFailure): void {
    // The other copy may still be answered.
    if (this.#attempts.length > 0) return;
    if (failure.reason === 'failing-status' && this.#backOff(attempt)) return;
    const admission = failure.reason === 'failing-status' ? undefined : this.#admitRetry(failure);
    if (admission !== undefined) this.#retry(attempt, failure, admission);
    else this.#answerLastOr(answerToFailure(failure));
  }

  /** For a retry at once: of what broke, or is too long to be held. */
  #admitRetry(failure: AttemptFailure): Admission | undefined {
    if (!this.#route.options.retries || this.#body.state === 'streaming') return undefined;
    return this.#choice.admitRetry(failure, this.#isRepeatable);
  }

  /**
   * Replicas that answer with failures may be overloaded: they are given a moment, and clients that failed together do not
   * come back together. What broke is asked elsewhere at once. Pays now, so that no failing answer waits in vain.
   *
   * @returns false where the request may not be retried, or there is nobody else.
   */
  #backOff(attempt: Attempt): boolean {
    const { options, budget, random, time } = this.#route;
    if (!options.retries || !this.#isRepeatable || !this.#choice.hasOthers) return false;
    const nowMs = time.nowMs();
    if (!budget.withdraw(nowMs)) return false;
    const untilMs = nowMs + backoffMs(options.backoff, this.#choice.attempts - 1, 0, random);
    this.#state = { kind: 'backing-off', from: attempt.admission.upstream.id, untilMs };
    return true;
  }

  #retryLate(from: string): void {
    const admission = this.#choice.admit(this.#isRepeatable);
    if (admission !== undefined) {
      this.#state = trying;
      this.#route.observe({ type: 'attempt-retried', from, reason: 'failing-status' });
      this.#start(admission);
    } else this.#answerLastOr(nobodyToAsk);
  }

  #retry(attempt: Attempt, { reason }: AttemptFailure, admission: Admission): void {
    this.#route.observe({ type: 'attempt-retried', from: attempt.admission.upstream.id, reason });
    this.#start(admission);
  }

  #answer(head: ResponseHead, body: readonly Buffer[]): void {
    this.#overtake();
    this.#finish(head.status, head.status >= 500);
    this.#client.answer(head, body);
  }

  /** A replica's own answer says more than one of ours, even if it is a failing one. */
  #answerLastOr(answer: OwnAnswer): void {
    if (this.#lastAnswer === undefined) this.#answerOwn(answer);
    else this.#answer(this.#lastAnswer.head, this.#lastAnswer.body);
  }

  #answerOwn(answer: OwnAnswer): void {
    this.#finish(answer.status, answer.status >= 500);
    this.#client.answerOwn(answer);
  }

  #finish(status: number, failed: boolean): void {
    this.#end();
    const { attempts } = this.#choice;
    this.#route.observe({ type: 'request-finished', status, failed, attempts, hedges: this.#hedges });
  }

  /** Ends all that is under way. */
  #end(): void {
    if (this.#state.kind === 'backing-off') this.#route.budget.giveBack();
    this.#state = over;
    this.#leaveSweep();
    const attempts = this.#attempts;
    this.#attempts = [];
    for (const attempt of attempts) attempt.abandon('cancelled');
  }

  /** Waits no longer for the attempts that are under way. */
  #overtake(): void {
    this.#overtaken.add(this.#attempts, this.#route.time.nowMs() + this.#route.options.overtakenMs);
    this.#attempts = [];
  }

  /** @returns false where the attempt is none of those that were overtaken. */
  #leaveOvertaken(attempt: Attempt): boolean {
    if (!this.#overtaken.leave(attempt)) return false;
    this.#leaveSweep();
    return true;
  }

  #leaveSweep(): void {
    if (this.#state.kind === 'over' && this.#overtaken.isEmpty) this.#route.exchanges.delete(this);
  }

  #drop(attempt: Attempt): void {
    if (this.#attempts.length === 1 && this.#attempts[0] === attempt) this.#attempts.pop();
    else this.#attempts = this.#attempts.filter((other) => other !== attempt);
  }

  #renewDue(): void {
    this.#dueMs = this.#route.time.nowMs() + this.#route.options.requestMs;
  }

  #headFor(upstream: Upstream): string {
    const { framing } = this.#body;
    const head = framing === this.#head.framing ? this.#head : { ...this.#head, framing };
    const upstreamHost = this.#route.poolOf(upstream).authority;
    return requestForUpstream(head, { clientAddress: this.#client.address, protocol: 'http', upstreamHost });
  }
}
