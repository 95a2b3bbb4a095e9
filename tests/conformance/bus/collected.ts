import assert from 'node:assert/strict';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { BusEvent, EventValue, SubscribeOptions, Subscription } from '@temblor/kit/bus/bus';
import type { BusGround, ServiceOnBus } from './bus-ground.ts';

/** What a subscription delivered. */
interface Collected extends AsyncDisposable {
  readonly events: readonly BusEvent[];
  readonly subscription: Subscription;
  /** Waits until so many events were delivered. @throws AssertionError when they are not within the deadline. */
  waitFor(count: number): Promise<void>;
  /** Waits until an event with this value was delivered. */
  waitForValue(value: EventValue): Promise<void>;
}

/** Subscribes and keeps everything delivered. */
export function collect(ground: BusGround, service: ServiceOnBus, topic: string, options: SubscribeOptions): Collected {
  const timeoutMs = ground.patienceMs;
  const events: BusEvent[] = [];
  const subscription = service.bus.subscribe(topic, options, (delivered) => void events.push(...delivered));
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    const done = await pollUntil(holds, { timeoutMs, intervalMs: 2 });
    assert.ok(done, `${what} of ${topic} not delivered within ${timeoutMs} ms; delivered: ${events.length}`);
  };
  return {
    events,
    subscription,
    waitFor: (count) => until(() => events.length >= count, `${count} events`),
    waitForValue: (value) =>
      until(() => events.some((event) => event.value === value), `event ${JSON.stringify(value)}`),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
}

/** Asserts that events are exactly these values, at offsets 1, 2, 3 … */
export function assertWhole(events: readonly BusEvent[], values: readonly EventValue[]): void {
  assert.deepEqual(
    events.map((event) => event.value),
    values,
  );
  assertUnbroken(events);
}

/** Asserts that offsets are 1, 2, 3 … */
export function assertUnbroken(events: readonly BusEvent[]): void {
  assert.deepEqual(
    events.map((event) => event.offset),
    events.map((_, index) => index + 1),
  );
}
