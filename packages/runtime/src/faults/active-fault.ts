import type { Json } from '@temblor/checkers/history/operation';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { FaultEvidence, FaultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import type { AppliedFault, FaultView } from '@temblor/lab/world/world';

/** Why a fault ended, as the journal says it. */
export type LiftCause = JournalEventOf<'fault-lifted'>['cause'];

type SettledEvidence = Exclude<FaultEvidence, { kind: 'pending' }>;

/**
 * The life of one fault in a World of processes: applied, seen to act (or not), lifted; each said once to the journal.
 * How it acts, and the lease that ends it, are where it acts; this only keeps the record.
 */
export class ActiveFault implements AppliedFault {
  readonly id: string;
  readonly specification: FaultSpecification;
  readonly appliedAtUs: number;
  readonly evidence: Promise<SettledEvidence>;
  readonly lifted: Promise<number>;
  readonly #clock: Clock;
  readonly #facts: (atUs: number, fact: JournalFact) => void;
  #state: FaultEvidence = { kind: 'pending' };
  #liftedAtUs: number | undefined;
  #doubt = 'nothing that it could act on happened while it lasted';
  #settleEvidence: (evidence: SettledEvidence) => void = () => undefined;
  #settleLifted: (atUs: number) => void = () => undefined;

  constructor(options: {
    id: string;
    specification: FaultSpecification;
    clock: Clock;
    facts: (atUs: number, fact: JournalFact) => void;
  }) {
    this.id = options.id;
    this.specification = options.specification;
    this.#clock = options.clock;
    this.#facts = options.facts;
    this.appliedAtUs = options.clock.nowUs();
    this.evidence = new Promise((resolve) => {
      this.#settleEvidence = resolve;
    });
    this.lifted = new Promise((resolve) => {
      this.#settleLifted = resolve;
    });
    const { kind, target, durationMs, ...rest } = options.specification;
    const parameters: Record<string, Json> = {};
    for (const [name, value] of Object.entries(rest)) if (value !== undefined) parameters[name] = value;
    this.#facts(this.appliedAtUs, { type: 'fault-applied', fault: this.id, kind, target, parameters, durationMs });
  }

  get isOver(): boolean {
    return this.#liftedAtUs !== undefined;
  }

  /** The fault was seen to act. Only the first time counts. */
  confirm(effectAtUs: number, evidence: string): void {
    if (this.#state.kind !== 'pending') return;
    this.#settle({ kind: 'confirmed', evidence, effectAtUs: Math.round(effectAtUs) });
  }

  /** It was looked for, and did not act. */
  refute(reason: string): void {
    if (this.#state.kind === 'pending') this.#settle({ kind: 'not-confirmed', reason });
  }

  /** It found nothing to act on, or was refused: it did not act, and is over. */
  comeToNothing(reason: string): void {
    this.refute(reason);
    this.end(this.#clock.nowUs(), this.#state.kind === 'confirmed' ? 'process-ended' : 'came-to-nothing');
  }

  /** Why it cannot be told whether the fault acted, should it end without having been seen to. */
  doubt(reason: string): void {
    this.#doubt = reason;
  }

  /** Ends the record when the lease is over that runs where the fault acts; whatever ends it first ends the timer too. */
  expireAt(atUs: number): void {
    if (this.isOver) return;
    const timer = setTimeout(() => this.end(atUs, 'expired'), Math.max(0, (atUs - this.#clock.nowUs()) / 1000));
    void this.lifted.then(() => clearTimeout(timer));
  }

  /** The fault is over. */
  end(atUs: number, cause: LiftCause): void {
    if (this.#liftedAtUs !== undefined) return;
    this.#liftedAtUs = Math.round(atUs);
    if (this.#state.kind === 'pending') this.#settle({ kind: 'cannot-tell', reason: this.#doubt });
    this.#facts(this.#liftedAtUs, { type: 'fault-lifted', fault: this.id, cause });
    this.#settleLifted(this.#liftedAtUs);
  }

  view(): FaultView {
    const elapsedMs = (this.#clock.nowUs() - this.appliedAtUs) / 1000;
    return {
      id: this.id,
      specification: this.specification,
      evidence: this.#state,
      appliedAtUs: this.appliedAtUs,
      remainingMs: Math.max(0, Math.round(this.specification.durationMs - elapsedMs)),
    };
  }

  #settle(evidence: SettledEvidence): void {
    this.#state = evidence;
    this.#facts(this.#clock.nowUs(), evidenceFact(this.id, evidence));
    this.#settleEvidence(evidence);
  }
}

function evidenceFact(fault: string, evidence: SettledEvidence): JournalFact {
  switch (evidence.kind) {
    case 'confirmed':
      return { type: 'fault-confirmed', fault, evidence: evidence.evidence, effectAtUs: evidence.effectAtUs };
    case 'not-confirmed':
      return { type: 'fault-not-confirmed', fault, reason: evidence.reason };
    case 'cannot-tell':
      return { type: 'fault-undetermined', fault, reason: evidence.reason };
    default:
      return evidence satisfies never;
  }
}
