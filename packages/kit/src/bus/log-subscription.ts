import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { Backoff } from './backoff.ts';
import type { Bus, BusEvent, EventHandler, SubscribeOptions, Subscription } from './bus.ts';

/** What a subscription needs of its bus, beyond reading. */
export interface SubscriptionSource extends Pick<Bus, 'read' | 'latest'> {
  /** How long to wait for a wake-up before looking anyway. */
  pollAfterMs(): number;
  onTrouble(error: unknown): void;
}

/**
 * A subscription to a log that can be read from any offset: reads batches and hands them over, one after the other;
 * when there is nothing it waits to be woken, and looks by itself now and then because a wake-up can be lost.
 */
export class LogSubscription implements Subscription {
  readonly caughtUp: Promise<void>;
  /** Settles when the subscription is over; never rejects. */
  readonly finished: Promise<void>;
  readonly #source: SubscriptionSource;
  readonly #topic: string;
  readonly #options: SubscribeOptions;
  readonly #handler: EventHandler;
  readonly #settleCaughtUp: () => void;
  readonly #closing = new AbortController();
  #position: number | undefined;
  /** The last offset when the bus first answered; undefined until then. */
  #goal: number | undefined;
  #wake: () => void = () => undefined;
  #isAwake = true;

  constructor(source: SubscriptionSource, topic: string, options: SubscribeOptions, handler: EventHandler) {
    this.#source = source;
    this.#topic = topic;
    this.#options = options;
    this.#handler = handler;
    this.#position = options.after === 'latest' ? undefined : options.after;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.caughtUp = promise;
    this.#settleCaughtUp = resolve;
    options.signal?.addEventListener('abort', this.#abort);
    if (options.signal?.aborted === true) this.#abort();
    this.finished = this.#run();
  }

  get position(): number | undefined {
    return this.#position;
  }

  /** Something may have been published. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  async close(): Promise<void> {
    this.#abort();
    await this.finished;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #abort = (): void => {
    this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#closing.abort();
    this.wake();
  };

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closing.signal.aborted) {
      try {
        this.#isAwake = false;
        const isMore = await this.#advance();
        backoff.reset();
        if (!isMore) await this.#sleep();
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        (this.#options.onTrouble ?? this.#source.onTrouble.bind(this.#source))(error);
        await backoff.wait(this.#closing.signal);
      }
    }
  }

  /** Hands over one batch. @returns whether there may be more already. */
  async #advance(): Promise<boolean> {
    const goal = this.#goal ?? (await this.#source.latest(this.#topic));
    const position = this.#position ?? goal;
    if (position > goal && this.#goal === undefined) throw beyondEnd(this.#topic, position, goal);
    this.#goal = goal;
    this.#position = position;
    if (position >= goal) this.#settleCaughtUp();
    const batchSize = this.#options.batchSize ?? 500;
    const events = await this.#source.read(this.#topic, position, batchSize);
    const last = lastOfUnbroken(events, position);
    if (last === undefined || this.#closing.signal.aborted) return false;
    await this.#handler(events);
    this.#position = last.offset;
    if (last.offset >= goal) this.#settleCaughtUp();
    return events.length >= batchSize;
  }

  async #sleep(): Promise<void> {
    if (this.#isAwake) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await withTimeout(promise, this.#source.pollAfterMs());
  }
}

/** The last event of a batch; a hole in it would be an event lost in silence. */
function lastOfUnbroken(events: readonly BusEvent[], after: number): BusEvent | undefined {
  let last: BusEvent | undefined;
  for (const event of events) {
    const wanted = (last?.offset ?? after) + 1;
    if (event.offset !== wanted) {
      throw new TemblorError('bus-gap', `topic ${event.topic} gave offset ${event.offset} where ${wanted} follows`, {
        hint: 'was the table bus_event edited by hand? Start with a fresh database',
        exitCode: 70,
      });
    }
    last = event;
  }
  return last;
}

function beyondEnd(topic: string, position: number, latest: number): TemblorError {
  return new TemblorError(
    'offset-beyond-topic',
    `a consumer asks for what follows offset ${position} of ${topic}, which ends at ${latest}`,
    { hint: 'the state of the consumer comes from another database: discard it and replay from 0' },
  );
}
