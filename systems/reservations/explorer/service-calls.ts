import type { CallEnd } from '@temblor/simulator/crash-points/process-port';
import type { CallAnswer, CallRequest } from '../model/calls.ts';
import type { ReservationsPort } from './message.ts';
import { callOf } from './message.ts';

/** Calls of services: of the instances of inventory in turn, and of another one at once where no connection came about. */
export class ServiceCalls {
  readonly #port: ReservationsPort;
  readonly #inventories: readonly string[];
  #turn = 0;

  constructor(port: ReservationsPort, inventories: readonly string[]) {
    this.#port = port;
    this.#inventories = inventories;
  }

  async call(request: CallRequest, timeoutMs: number): Promise<CallEnd<CallAnswer>> {
    const untilMs = this.#port.nowMs + timeoutMs;
    const instances = request.service === 'inventory' ? this.#inTurn() : [request.service];
    let end: CallEnd<CallAnswer> = { kind: 'refused', detail: `there is no ${request.service}` };
    for (const instance of instances) {
      const message = { ...request, idempotencyKey: null, timeoutMs: untilMs - this.#port.nowMs };
      const { promise, resolve } = Promise.withResolvers<CallEnd<CallAnswer>>();
      this.#port.call(callOf(instance, message), resolve);
      end = await promise;
      if (end.kind !== 'refused') return end;
    }
    return end;
  }

  #inTurn(): readonly string[] {
    const first = this.#turn % this.#inventories.length;
    this.#turn += 1;
    return [...this.#inventories.slice(first), ...this.#inventories.slice(0, first)];
  }
}
