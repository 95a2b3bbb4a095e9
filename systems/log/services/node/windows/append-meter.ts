import type { LatencySummary } from '@temblor/lab/journal/event';
import type { MessageLog } from '../message-log.ts';
import { AppendLatencies } from './append-latencies.ts';

/** What became of a message that a client brought to this node. */
export type Settlement = 'accepted' | 'refused' | 'unknown';

type Counts = Record<Settlement, number>;

/** What came to a node in some time. */
export interface AppendWindow extends Readonly<Counts> {
  /** From the request to the acknowledgement, of the accepted ones. */
  readonly latency: LatencySummary;
}

/**
 * Counts what clients brought to this node, in whatever way: since its start, and by windows. What other nodes forwarded
 * is counted there.
 */
export class AppendMeter {
  readonly #totals: Counts = { accepted: 0, refused: 0, unknown: 0 };
  readonly #sinceStart = new AppendLatencies();
  #counts: Counts = { accepted: 0, refused: 0, unknown: 0 };
  readonly #latencies = new AppendLatencies();

  settled(settlement: Settlement, latencyMs: number): void {
    this.#totals[settlement] += 1;
    this.#counts[settlement] += 1;
    if (settlement !== 'accepted') return;
    this.#sinceStart.record(latencyMs);
    this.#latencies.record(latencyMs);
  }

  /** Since the start. */
  get totals(): AppendWindow {
    return { ...this.#totals, latency: this.#sinceStart.summary() };
  }

  /** Since the last call. */
  takeWindow(): AppendWindow {
    const window = { ...this.#counts, latency: this.#latencies.summary() };
    this.#counts = { accepted: 0, refused: 0, unknown: 0 };
    this.#latencies.reset();
    return window;
  }

  /** The same log, with each append counted: for clients that do not come by `POST /`. */
  counting(log: MessageLog): Pick<MessageLog, 'append' | 'standing' | 'lamportTime'> {
    return {
      get lamportTime() {
        return log.lamportTime;
      },
      standing: () => log.standing(),
      append: async (draft) => {
        const startedMs = performance.now();
        const outcome = await log.append(draft);
        const settlement =
          outcome.kind === 'appended' ? 'accepted' : outcome.kind === 'unknown' ? 'unknown' : 'refused';
        this.settled(settlement, performance.now() - startedMs);
        return outcome;
      },
    };
  }
}
