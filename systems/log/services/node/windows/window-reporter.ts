/** What the node did in each second: for the journal, and for whoever looks at its page. */
import type { Clock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { JournalEventOf } from '@temblor/lab/journal/event';
import type { Message } from '../../../model/message.ts';
import type { MessageLog } from '../message-log.ts';
import type { AppendMeter, AppendWindow } from './append-meter.ts';
import type { ExchangeSample } from './exchange-sample.ts';

export type LogWindow = Omit<JournalEventOf<'log-window'>, 'sequence' | 'atUs' | 'system'>;

export interface WindowReporterParts {
  readonly instance: string;
  readonly log: MessageLog;
  readonly meter: AppendMeter;
  readonly exchanges: Pick<ExchangeSample, 'take'>;
  readonly clock: Clock;
  readonly write: (window: LogWindow) => void;
  /** Told in a sentence why a window could not be made. */
  readonly trouble: (text: string) => void;
}

const windowMs = 1000;
const latestMessages = 12;
const longestShown = 80;
/** So many windows the throughput looks back over. */
const remembered = 10;

/** Writes a window every second, and the last one when it is disposed of. */
export class WindowReporter implements AsyncDisposable {
  readonly #parts: WindowReporterParts;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(window: LogWindow) => void>();
  #accepted: readonly { readonly count: number; readonly us: number }[] = [];
  #startUs: number;
  #violations = 0;

  constructor(parts: WindowReporterParts) {
    this.#parts = parts;
    this.#startUs = parts.clock.nowUs();
    this.#timer = setInterval(() => {
      this.#report().catch((error: unknown) => parts.trouble(`a window could not be told: ${messageOf(error)}`));
    }, windowMs);
  }

  /** What clients brought to this node since the start. */
  get totals(): AppendWindow {
    return this.#parts.meter.totals;
  }

  /** Messages of clients of this node that were acknowledged, over the last windows. */
  get throughputPerSecond(): number {
    const us = this.#accepted.reduce((sum, window) => sum + window.us, 0);
    const count = this.#accepted.reduce((sum, window) => sum + window.count, 0);
    return us === 0 ? 0 : (count / us) * 1e6;
  }

  /** Calls back with every window from now on. */
  onWindow(listener: (window: LogWindow) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** The last messages of the log as windows show them. */
  async latest(): Promise<LogWindow['latest']> {
    const { log } = this.#parts;
    // In bully mode several messages may have one id: there may be more of them than ids.
    const range = { afterId: Math.max(0, log.count - latestMessages), limit: 4 * latestMessages };
    const pages = await Array.fromAsync(log.read(range));
    const violations = new Set(log.statistics().latestViolations);
    const messages = pages.flat().slice(-latestMessages);
    return messages.map((message) => shown(message, violations.has(message.id)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#report();
  }

  async #report(): Promise<void> {
    const { instance, log, meter, exchanges, clock, write } = this.#parts;
    const startUs = this.#startUs;
    const endUs = clock.nowUs();
    this.#startUs = endUs;
    const { mode, role, leader = null, term } = log.standing();
    const { causalityViolations } = log.statistics();
    const { lamportTime, count } = log;
    const appends = meter.takeWindow();
    this.#accepted = [...this.#accepted, { count: appends.accepted, us: endUs - startUs }].slice(-remembered);
    const violations = causalityViolations - this.#violations;
    this.#violations = causalityViolations;
    const latest = await this.latest();
    const figures = { mode, role, leader, term, lamportTime, count, ...appends, causalityViolations: violations };
    const window: LogWindow = {
      ...{ type: 'log-window', instance, startUs, endUs },
      ...figures,
      latest,
      exchanged: [...exchanges.take()],
    };
    write(window);
    for (const listener of this.#listeners) listener(window);
  }
}

function shown({ id, nodeId, lamportTimestamp, content }: Message, violation: boolean): LogWindow['latest'][number] {
  const short =
    content.length > longestShown ? `${content.slice(0, longestShown).replace(/[\ud800-\udbff]$/, '')}…` : content;
  return { id, nodeId, lamport: lamportTimestamp, content: short, violation };
}
