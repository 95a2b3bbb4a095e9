/**
 * One vote over the network: asks the replicas in parallel, answers at the first moment at which the ballot can be
 * decided, and goes on listening to those that are late, so that they are judged as well.
 */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { TraceContext } from '@temblor/kit/logs/trace-context';
import type { Ballot, BallotEffect, BallotOutcome, Decision, Finding } from '@temblor/protocols/voting/ballot';
import { expireBallot, isSettled, openBallot, stepBallot } from '@temblor/protocols/voting/ballot';
import type { DecidedValues } from '@temblor/protocols/voting/decided-values';
import type { ReadSample } from '../monitor/error-report.ts';
import type { PhysicalRead, ReplicaAnswer, ReplicaReader } from './replica-reader.ts';

export interface ExcludedReplica {
  readonly instance_id: string;
  readonly reason: string;
}

/** How long a vote asks again for its `min_offset`, and how often. */
const offsetWaitUs = 300_000;
const askAgainMs = 10;

/**
 * How long a vote waits for those who have not answered yet before it goes back to an earlier offset: a laggard that
 * answers first must not drag the answer into the past when the third replica has the present.
 */
const preferLatestMs = 10;

/** The outcome of a vote as its caller needs it. */
export type VoteOutcome =
  | {
      readonly kind: 'decided';
      readonly items: Readonly<Record<string, number>>;
      readonly offset: number;
      readonly quorum: number;
      readonly excluded: readonly ExcludedReplica[];
    }
  | Exclude<BallotOutcome, Decision>;

/** A vote of which nothing is outstanding. */
export interface SettledVote {
  readonly outcome: VoteOutcome;
  /** How many replicas were asked. */
  readonly fanOut: number;
  /** How many of them agreed with the decision in the end; 0 without one. */
  readonly agreed: number;
  /** Left out from the start, failed, or found to disagree. */
  readonly excluded: readonly ExcludedReplica[];
  /** From the call to the outcome. */
  readonly latencyMs: number;
}

export interface VoteContext {
  readonly clock: Clock;
  readonly readers: readonly ReplicaReader[];
  readonly quorum: number;
  readonly minOffset: number;
  /** Replicas that are not asked. */
  readonly left: readonly ExcludedReplica[];
  readonly decidedValues: DecidedValues;
  readonly trace?: TraceContext;
  /** The planted bug: the first answer is taken for the truth. */
  readonly trustsFirst: boolean;
  /** Told how answers stand to the decision, once for each request behind them; `offset` where they were compared. */
  readonly onSample: (sample: ReadSample, offset: number) => void;
}

export class VotedRead {
  readonly startedUs: number;
  /** Never rejects. */
  readonly outcome: Promise<VoteOutcome>;
  /** Settles after `outcome`, when nothing is outstanding. Never rejects. */
  readonly settled: Promise<SettledVote>;
  readonly #context: VoteContext;
  readonly #items = new Map<string, Readonly<Record<string, number>>>();
  readonly #reads = new Map<string, PhysicalRead>();
  readonly #excluded: ExcludedReplica[];
  /** How many replicas were asked. */
  readonly fanOut: number;
  #ballot: Ballot;
  #agreed = 0;
  #result: { outcome: VoteOutcome; latencyMs: number } | undefined;
  #resolveOutcome: (outcome: VoteOutcome) => void = () => undefined;
  #resolveSettled: (settled: SettledVote) => void = () => undefined;

  /** Asks everybody at once. */
  constructor(context: VoteContext) {
    this.#context = context;
    this.startedUs = context.clock.nowUs();
    this.outcome = new Promise((resolve) => {
      this.#resolveOutcome = resolve;
    });
    this.settled = new Promise((resolve) => {
      this.#resolveSettled = resolve;
    });
    const asked = context.readers.filter(
      ({ instanceId }) => !context.left.some(({ instance_id }) => instance_id === instanceId),
    );
    this.#excluded = [...context.left];
    const replicas = asked.map((reader) => reader.instanceId);
    this.#ballot = openBallot({ replicas, quorum: context.quorum, minOffset: context.minOffset });
    if (this.#ballot.outcome !== undefined) {
      this.fanOut = 0;
      this.#finish(this.#ballot.outcome);
      this.#settle();
      return;
    }
    this.fanOut = replicas.length;
    for (const replica of replicas) this.#ask(replica, 'latest');
  }

  /** Gives the caller an answer where there is none yet; what is outstanding is still listened to. */
  expire(): void {
    if (this.#result !== undefined) return;
    const outcome = expireBallot(this.#ballot);
    if (outcome.kind !== 'decided') this.#conclude(outcome);
  }

  #ask(replica: string, question: number | 'latest'): void {
    const reader = this.#context.readers.find(({ instanceId }) => instanceId === replica);
    if (reader === undefined) throw new Error(`the ballot asks ${replica}, which is no replica`);
    const { trace } = this.#context;
    const use = this.#ballot.outcome === undefined ? 'decide' : 'audit';
    const answering = question === 'latest' ? reader.latest(trace) : reader.at(question, use, trace);
    void answering.then((answer) => this.#hear(replica, question, answer));
  }

  /** Asks for an earlier offset: at once where everybody has answered, else after a moment, if it still matters then. */
  #askEarlier(replica: string, offset: number): void {
    const waited = [...this.#ballot.voters.values()].some((voter) => voter.outstanding.has('latest'));
    if (this.#ballot.outcome !== undefined || !waited) {
      this.#ask(replica, offset);
      return;
    }
    setTimeout(() => {
      const { outcome } = this.#ballot;
      const matters = outcome === undefined || (outcome.kind === 'decided' && outcome.offset === offset);
      if (matters) this.#ask(replica, offset);
      else this.#step(stepBallot(this.#ballot, { type: 'failed', replica, question: offset, reason: 'not needed' }));
    }, preferLatestMs);
  }

  /** Asks a replica that is behind once more in a moment, while the vote is open and has time. */
  #askAgain(replica: string): void {
    setTimeout(() => {
      const over = this.#result !== undefined || this.#context.clock.nowUs() - this.startedUs > offsetWaitUs;
      if (!over) this.#ask(replica, 'latest');
      else this.#step(stepBallot(this.#ballot, { type: 'failed', replica, question: 'latest', reason: 'behind' }));
    }, askAgainMs);
  }

  #hear(replica: string, question: number | 'latest', answer: ReplicaAnswer): void {
    if (answer.kind === 'missing') {
      this.#step(stepBallot(this.#ballot, { type: 'failed', replica, question, reason: answer.reason }));
      return;
    }
    const { offset, value, items } = answer.testimony;
    this.#items.set(value, items);
    if (answer.read !== undefined) this.#reads.set(replica, answer.read);
    if (this.#context.trustsFirst) this.#trust(offset, items);
    this.#step(stepBallot(this.#ballot, { type: 'answered', replica, question, offset, value }));
  }

  #step([ballot, effects]: readonly [Ballot, readonly BallotEffect[]]): void {
    this.#ballot = ballot;
    for (const effect of effects) {
      switch (effect.type) {
        case 'ask':
          if (effect.question === 'latest') this.#askAgain(effect.replica);
          else this.#askEarlier(effect.replica, effect.question);
          break;
        case 'finish':
          this.#finish(effect.outcome);
          break;
        case 'judge':
          this.#judge(effect.replica, effect.finding);
          break;
        default:
          effect satisfies never;
      }
    }
    if (isSettled(this.#ballot)) this.#settle();
  }

  #finish(outcome: BallotOutcome): void {
    if (outcome.kind !== 'decided') {
      this.#conclude(outcome);
      return;
    }
    const { offset, value, agreed } = outcome;
    this.#context.decidedValues.remember(offset, value);
    const items = this.#items.get(value) ?? {};
    const excluded = [...this.#excluded, ...this.#disagreeing(outcome.offset, value)];
    this.#conclude({ kind: 'decided', items, offset, quorum: agreed.length, excluded });
  }

  /** Those that are known, at the moment of the decision, to have failed or to hold another value. */
  #disagreeing(offset: number, decided: string): ExcludedReplica[] {
    return [...this.#ballot.voters].flatMap(([instance_id, voter]) => {
      const value = voter.values.get(offset);
      if (value !== undefined && value !== decided) return [{ instance_id, reason: dissentAt(offset) }];
      return voter.failure === undefined ? [] : [{ instance_id, reason: voter.failure }];
    });
  }

  #judge(replica: string, finding: Finding): void {
    switch (finding.kind) {
      case 'agreed':
        this.#agreed += 1;
        this.#sample(replica, 'agreed', '');
        break;
      case 'dissented':
        this.#dissent(replica, finding.offset, finding.value);
        break;
      case 'behind': {
        const compared = this.#context.decidedValues.compare(finding.offset, finding.value);
        if (compared === 'dissented') this.#dissent(replica, finding.offset, finding.value);
        else this.#sample(replica, compared === 'agreed' ? 'agreed' : 'passed', '');
        break;
      }
      case 'failed':
        this.#excluded.push({ instance_id: replica, reason: finding.reason });
        break;
      default:
        finding satisfies never;
    }
  }

  #dissent(replica: string, offset: number, value: string): void {
    this.#excluded.push({ instance_id: replica, reason: dissentAt(offset) });
    this.#sample(replica, 'dissented', `at offset ${offset} it holds ${value.slice(0, 200)}`, offset);
  }

  /** A request that several votes share is told of once, a dissent even after it was found late. */
  #sample(replica: string, outcome: 'passed' | 'agreed' | 'dissented', detail: string, offset = -1): void {
    const read = this.#reads.get(replica);
    if (read === undefined || (outcome === 'dissented' ? read.dissented : read.sampled)) return;
    read.sampled = true;
    read.dissented = outcome === 'dissented';
    const at_us = this.#context.clock.nowUs();
    const { startedUs: started_us } = read;
    this.#context.onSample({ instance_id: replica, outcome, started_us, at_us, detail }, offset);
  }

  #trust(offset: number, items: Readonly<Record<string, number>>): void {
    this.#conclude({ kind: 'decided', items, offset, quorum: 1, excluded: this.#excluded });
  }

  #conclude(outcome: VoteOutcome): void {
    if (this.#result !== undefined) return;
    this.#result = { outcome, latencyMs: this.#elapsedMs() };
    this.#resolveOutcome(outcome);
  }

  #settle(): void {
    if (this.#result === undefined) return;
    for (const [replica, voter] of this.#ballot.voters) {
      if (voter.failure === undefined) this.#sample(replica, 'passed', '');
    }
    const { outcome, latencyMs } = this.#result;
    const excluded = [...this.#excluded];
    this.#resolveSettled({ outcome, fanOut: this.fanOut, agreed: this.#agreed, excluded, latencyMs });
  }

  #elapsedMs(): number {
    return (this.#context.clock.nowUs() - this.startedUs) / 1000;
  }
}

function dissentAt(offset: number): string {
  return `disagreed with the majority at offset ${offset}`;
}
