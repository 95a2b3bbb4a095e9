/** The crash points of running instances, over HTTP, past every proxy. */
import type { Json } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { RunningSystem } from '@temblor/lab/world/world';
import { z } from 'zod';
import type { RealEffect, RealPoint } from './real-point.ts';
import { isPartOfReservations } from './real-point.ts';

const path = '/crash-points';
const state = z.object({
  effects: z.array(z.object({ effect: z.string(), count: z.number() })),
  armed: z.array(z.object({ fault: z.string().optional() })),
});
type CrashPointState = z.infer<typeof state>;

/** How long an instance that was killed may take until it answers again. */
const answersWithinMs = 20_000;
const askEveryMs = 50;

export class ArmedPoints {
  readonly #system: RunningSystem;
  readonly #signal: AbortSignal;

  constructor(system: RunningSystem, signal: AbortSignal) {
    this.#system = system;
    this.#signal = signal;
  }

  /** Instances with their services, in order. */
  get services(): ReadonlyMap<string, string> {
    return new Map(this.#system.instances().map(({ id, service }) => [id, service]));
  }

  /** Effects that happened since the processes started, and that points are drawn at. */
  async effects(isOfGoingBack: boolean): Promise<RealEffect[]> {
    const found = await Promise.all(
      [...this.services.keys()].map(async (instance) => {
        const { effects } = await this.#ask(instance, 'GET');
        return effects.map(({ effect }): RealEffect => ({ instance, effect, isOfGoingBack }));
      }),
    );
    return found.flat().filter(({ effect }) => isPartOfReservations(effect));
  }

  /** @param name what the order is called, by which it is found again. */
  async arm(
    { instance, effect, act, occurrence }: Pick<RealPoint, 'instance' | 'effect' | 'act' | 'occurrence'>,
    name: string,
  ): Promise<void> {
    await this.#ask(instance, 'POST', { effect, act, occurrence, duration_ms: 120_000, fault: name });
  }

  /** Whether an order still waits for its moment, once its instance answers: a crashed one knows of none. */
  async isArmed(instance: string, name: string): Promise<boolean> {
    return (await this.#ask(instance, 'GET')).armed.some(({ fault }) => fault === name);
  }

  async clear(): Promise<void> {
    await Promise.all([...this.services.keys()].map((instance) => this.#ask(instance, 'DELETE')));
  }

  /** Resolves when every instance is ready. */
  async awaitHealthy(): Promise<void> {
    const isHealthy = async (instance: string) =>
      (await this.#system.request(instance, 'GET', '/health')).status === 200;
    for (const instance of this.services.keys()) await this.#until(instance, () => isHealthy(instance));
  }

  async #ask(instance: string, method: string, body?: Json): Promise<CrashPointState> {
    return await this.#until(instance, async () => {
      const { status, body: told } = await this.#system.request(instance, method, path, body);
      if (status === 0) return undefined;
      const parsed = state.safeParse(told);
      if (status === 200 && parsed.success) return parsed.data;
      throw new TemblorError('no-crash-points', `${instance} answered ${status} to ${method} ${path}`);
    });
  }

  async #until<T>(instance: string, condition: () => Promise<T | undefined | false>): Promise<T> {
    const options = { timeoutMs: answersWithinMs, intervalMs: askEveryMs, signal: this.#signal };
    const met = await pollUntil(condition, options);
    if (met !== undefined) return met;
    throw new TemblorError('instance-lost', `${instance} did not come back within ${answersWithinMs / 1000} s`);
  }
}
