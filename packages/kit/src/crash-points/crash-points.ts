/**
 * Where a process can be crashed: before and after each of its effects. An effect is whatever others can see of it: a
 * commit, a call, an answer. Between two effects a crash cannot be told from one at the next of them, so that crashing at
 * each covers every moment (Alvaro et al., "Lineage-driven Fault Injection", SIGMOD 2015; Yuan et al., OSDI 2014).
 */
import type { Clock } from '@temblor/foundation/clock/clock';

/**
 * What an order does. `crash-before` and `crash-after` kill the process at the effect. The others befall a call, whose caller
 * learns nothing before its time is over: the request is never sent, or its answer is kept from the caller, or it is sent
 * a second after its caller has given it up.
 */
export const crashPointActs = ['crash-before', 'crash-after', 'lose-request', 'lose-answer', 'late-request'] as const;
export type CrashPointAct = (typeof crashPointActs)[number];

/** What befalls a call instead of a crash. */
export type CallDisturbance = Exclude<CrashPointAct, 'crash-before' | 'crash-after'>;

export interface CrashPointOrder {
  /** As `effect-names` has it: `commit hold seats`. */
  readonly effect: string;
  /** The how many-th from now on: 1 is the next. After effects that overlap, that which ends so many-th. */
  readonly occurrence: number;
  /** All but the crashes are for effects that are a `call`. */
  readonly act: CrashPointAct;
  /** It is forgotten after so long. */
  readonly durationMs: number;
  /** What whoever orders it calls it; absent where it has no name. */
  readonly fault?: string | undefined;
}

/** An order that waits for its moment. */
interface ArmedCrashPoint {
  readonly order: CrashPointOrder;
  /** 1: the next one. */
  readonly left: number;
  readonly untilUs: number;
}

interface CrashPointsOptions {
  readonly clock: Clock;
  /** Told when an order acts, before it does. */
  readonly onActing: (act: CrashPointAct, fault: string | undefined) => void;
  /** Ends this process without a word. */
  readonly crash: () => never;
}

/** So many names of effects are counted: no service has so many, unless names are made of what clients send. */
const mostEffects = 1000;

/** The crash points of one process. Nothing waits here: what is armed costs a look at a list for each effect. */
export class CrashPoints {
  readonly #options: CrashPointsOptions;
  readonly #counts = new Map<string, number>();
  #armed: ArmedCrashPoint[] = [];

  constructor(options: CrashPointsOptions) {
    this.#options = options;
  }

  /** How often each effect was begun, by its name. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  get armed(): readonly ArmedCrashPoint[] {
    const nowUs = this.#options.clock.nowUs();
    this.#armed = this.#armed.filter(({ untilUs }) => nowUs < untilUs);
    return this.#armed;
  }

  /** Adds an order to those that are armed. */
  arm(order: CrashPointOrder): void {
    const untilUs = this.#options.clock.nowUs() + order.durationMs * 1000;
    this.#armed = [...this.armed, { order, left: order.occurrence, untilUs }];
  }

  clear(): void {
    this.#armed = [];
  }

  /**
   * To be passed at the last moment at which nothing of the effect has happened. Does not return where the process is to
   * crash here.
   *
   * @returns what is to befall the effect, a call; undefined where nothing is.
   */
  before(effect: string): CallDisturbance | undefined {
    const count = this.#counts.get(effect);
    if (count !== undefined || this.#counts.size < mostEffects) this.#counts.set(effect, (count ?? 0) + 1);
    const act = this.#armed.length === 0 ? undefined : this.#due(effect, (armed) => armed !== 'crash-after');
    if (act === 'crash-before') return this.#options.crash();
    return act === 'crash-after' ? undefined : act;
  }

  /** To be passed when the effect has happened and nobody was told of it. Does not return where the process is to crash. */
  after(effect: string): void {
    if (this.#armed.length === 0) return;
    if (this.#due(effect, (armed) => armed === 'crash-after') !== undefined) this.#options.crash();
  }

  /** Counts the effect down, and takes out what is due. */
  #due(effect: string, concerns: (act: CrashPointAct) => boolean): CrashPointAct | undefined {
    let due: CrashPointOrder | undefined;
    const left: ArmedCrashPoint[] = [];
    for (const armed of this.armed) {
      if (armed.order.effect !== effect || !concerns(armed.order.act)) left.push(armed);
      else if (armed.left > 1) left.push({ ...armed, left: armed.left - 1 });
      else if (due === undefined) due = armed.order;
      else left.push(armed);
    }
    this.#armed = left;
    if (due !== undefined) this.#options.onActing(due.act, due.fault);
    return due?.act;
  }
}

/** Ends this process as a power cut would: nothing is flushed, nobody is told. */
export function crashProcess(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the process outlived its SIGKILL');
}
