import { seededRandom } from '@temblor/foundation/randomness/random';
import type { OutboxRow, OutboxTables } from '@temblor/protocols/outbox/outbox-rows';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { VirtualTime } from '@temblor/resilience/testing/virtual-time';
import type { StoreWhim } from '../../saga/testing/flaky-rows.ts';
import { flakyStore } from '../../saga/testing/flaky-rows.ts';
import { ProcessGate } from '../../saga/testing/process-gate.ts';
import type { OutboxMessage, OutboxSender, OutboxSenderOptions } from '../outbox-sender.ts';
import { openOutboxSender } from '../outbox-sender.ts';

/** A sender of a scene, in a process that can stand still. */
interface SceneSender {
  readonly sender: OutboxSender;
  readonly gate: ProcessGate;
  readonly troubles: unknown[];
}

/** Senders over one outbox, with a receiver and a clock that do as they are told. Times are ms. */
export class PostScene implements AsyncDisposable {
  readonly time = new VirtualTime(1_000_000);
  readonly rows = new MemoryRows<OutboxTables>();
  /** What arrived, when, in order: `letter 0`, since the beginning. */
  readonly arrivals: { readonly key: string; readonly atMs: number }[] = [];
  /** The most that were on their way at a time. */
  mostAtOnce = 0;
  storeWhim: (name: string) => StoreWhim = () => 'commit';
  receive: (message: OutboxMessage) => Promise<boolean> = async () => true;
  readonly #opened: SceneSender[] = [];
  #onTheirWay = 0;

  open(more: Partial<OutboxSenderOptions<OutboxTables>> = {}): SceneSender {
    const gate = new ProcessGate();
    const troubles: unknown[] = [];
    const sender = openOutboxSender<OutboxTables>({
      store: gate.store(flakyStore(this.rows, (name) => this.storeWhim(name))),
      wallClock: () => this.time.nowMs(),
      time: gate.time(this.time),
      random: seededRandom(this.#opened.length),
      deliver: (message) => gate.arrive(this.#deliver(message)),
      onTrouble: (error) => troubles.push(error),
      ...more,
    });
    const opened = { sender, gate, troubles };
    this.#opened.push(opened);
    return opened;
  }

  /** Puts messages into the outbox. @param inHandMs For how long whoever writes them tries to send them. */
  write(count: number, inHandMs = 0): OutboxMessage[] {
    const first = this.rows.list('outbox', { limit: 10_000 }).length;
    return Array.from({ length: count }, (_, at) => {
      const key = `letter-${String(first + at).padStart(4, '0')}`;
      const message = { message_key: key, topic: 'greeting', payload: { text: 'hello' } };
      const row: OutboxRow = {
        ...message,
        attempts: inHandMs === 0 ? 0 : 1,
        next_attempt_at_ms: this.time.nowMs() + inHandMs,
        delivered_at_ms: null,
      };
      const reads = [{ table: 'outbox' as const, key }];
      this.rows.run({
        name: 'write',
        reads,
        decide: () => ({ writes: [{ table: 'outbox', key, row }], answer: null }),
      });
      return message;
    });
  }

  /** Messages that nobody has recorded as taken. */
  get waiting(): readonly OutboxRow[] {
    return this.rows.list('outbox', { equal: { delivered_at_ms: null }, limit: 10_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { sender, gate } of this.#opened) {
      gate.resume();
      await sender[Symbol.asyncDispose]();
    }
  }

  async #deliver(message: OutboxMessage): Promise<boolean> {
    this.arrivals.push({ key: message.message_key, atMs: this.time.nowMs() - 1_000_000 });
    this.#onTheirWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#onTheirWay);
    try {
      return await this.receive(message);
    } finally {
      this.#onTheirWay -= 1;
    }
  }
}
