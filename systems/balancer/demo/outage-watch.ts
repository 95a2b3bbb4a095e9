/**
 * Watches the journal while a replica dies under load, and says what is to be done next. Pure: time is what the events
 * bear, so that nothing in it waits.
 */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { readOutage, timesOf } from './outage.ts';
import type { OutageSummary } from './outage-words.ts';

/** What whoever plays the demonstration does next. */
export type Wish = 'go-on' | 'break-replica' | 'end-load' | 'leave';

type Act =
  /** So many windows under load are shown before anything breaks. */
  | { readonly kind: 'steady'; readonly windowsLeft: number }
  /** Something breaks, or broke; given up at `untilUs`. */
  | { readonly kind: 'broken'; readonly untilUs: number }
  | { readonly kind: 'afterwards'; readonly windowsLeft: number }
  | { readonly kind: 'ending'; readonly untilUs: number };

const steadyWindows = 2;
const windowsAfterwards = 2;
/** Whoever was out for so long without having ended was paused by hand. */
const pausedForUs = 1_500_000;
/** How long the load may take to tell its last figures. */
const lastFiguresWithinMs = 10_000;

/** What counts for the outage; the windows would only fill the memory. */
const kept: readonly JournalEvent['type'][] = [
  'fault-applied',
  'fault-confirmed',
  'process-exited',
  'process-ready',
  'instance-off',
  'instance-on',
];

/** Who stands between the clients and the replicas. */
const balancer = 'balancer';

export class OutageWatch {
  readonly #replicas: readonly string[];
  readonly #withinMs: number;
  #act: Act = { kind: 'steady', windowsLeft: steadyWindows };
  #loaded = false;
  readonly #facts: JournalEvent[] = [];
  #ok = 0;
  #failed = 0;
  #unknown = 0;
  #worstP99Ms = 0;
  /** The errors that the clients told since the last second of the balancer. */
  #unseen = 0;
  /** What the balancer counted in its last second that the clients had not told yet. */
  #ahead = 0;
  #balancerDeaths = 0;
  #invalid: string | null = 'the load did not tell its end';

  /**
   * @param replicas those that may die: one, where it is known which.
   * @param withinMs how long it may take from the wish to break something until the replica is back.
   */
  constructor(replicas: readonly string[], withinMs: number) {
    this.#replicas = replicas;
    this.#withinMs = withinMs;
  }

  /** Takes the next event of the journal. */
  observe(event: JournalEvent): Wish {
    if (kept.includes(event.type)) this.#facts.push(event);
    switch (event.type) {
      case 'load-started':
        this.#loaded = true;
        break;
      case 'load-window':
        this.#ok += event.ok;
        this.#failed += event.failed;
        this.#unknown += event.unknown;
        this.#unseen += event.failed + event.unknown;
        this.#worstP99Ms = Math.max(this.#worstP99Ms, event.corrected.p99Ms);
        break;
      case 'process-exited':
        if (event.instance === balancer && !event.expected) this.#balancerDeaths += 1;
        break;
      case 'load-finished':
        this.#invalid = event.valid ? null : event.reason;
        return 'leave';
    }
    return this.#next(event);
  }

  /** Whether an event is one to show: windows before the load say nothing. */
  isShown(event: JournalEvent): boolean {
    return event.type !== 'balancer-window' || (this.#loaded && event.requests > 0);
  }

  /**
   * The errors to show for a second of the balancer: those that it counted, and those of the time when it was down, which
   * only the clients saw. Their seconds are not its own: what it counted before them is not shown a second time.
   */
  errorsOf({ failures }: JournalEventOf<'balancer-window'>): number {
    const seen = Math.max(0, this.#unseen - this.#ahead);
    const errors = Math.max(failures, seen);
    this.#ahead = errors - seen;
    this.#unseen = 0;
    return errors;
  }

  summary(): OutageSummary {
    const outage = readOutage(this.#facts, this.#replicas);
    return {
      outage: outage === undefined ? null : { ...outage, ...timesOf(outage) },
      clients: { ok: this.#ok, failed: this.#failed, unknown: this.#unknown, worstP99Ms: this.#worstP99Ms },
      balancerDeaths: this.#balancerDeaths,
      invalid: this.#invalid,
    };
  }

  #next(event: JournalEvent): Wish {
    const act = this.#act;
    const isWindow = event.type === 'balancer-window' && this.isShown(event);
    switch (act.kind) {
      case 'steady':
        if (!isWindow) return 'go-on';
        if (act.windowsLeft > 1) this.#act = { kind: 'steady', windowsLeft: act.windowsLeft - 1 };
        else {
          this.#facts.length = 0;
          this.#act = { kind: 'broken', untilUs: event.atUs + this.#withinMs * 1000 };
          return 'break-replica';
        }
        return 'go-on';
      case 'broken': {
        if (this.#isOver()) this.#act = { kind: 'afterwards', windowsLeft: windowsAfterwards };
        else if (event.atUs > act.untilUs) return this.#endLoad(event.atUs);
        return 'go-on';
      }
      case 'afterwards':
        if (!isWindow) return 'go-on';
        if (act.windowsLeft === 1) return this.#endLoad(event.atUs);
        this.#act = { kind: 'afterwards', windowsLeft: act.windowsLeft - 1 };
        return 'go-on';
      case 'ending':
        return event.atUs > act.untilUs ? 'leave' : 'go-on';
      default:
        return act satisfies never;
    }
  }

  /** Whether the replica is back. One that was out for a moment without having ended was a false alarm, and is forgotten. */
  #isOver(): boolean {
    const outage = readOutage(this.#facts, this.#replicas);
    if (outage === undefined || outage.found === null || outage.backAtUs === null) return false;
    if (outage.diedAtUs !== null || outage.backAtUs - outage.found.atUs >= pausedForUs) return true;
    this.#facts.length = 0;
    return false;
  }

  #endLoad(nowUs: number): Wish {
    this.#act = { kind: 'ending', untilUs: nowUs + lastFiguresWithinMs * 1000 };
    return 'end-load';
  }
}
