import { seededRandom } from '@temblor/foundation/randomness/random';
import type { HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import type { Statistics } from '../ask-balancer.ts';
import type { DemoStage, StagedReplica } from '../stage.ts';

const plain = (text: string) => text;

/** A fact in a journal, some milliseconds after its beginning. */
export function at(atMs: number, fact: JournalFact): JournalEvent {
  return { ...fact, sequence: Math.round(atMs) + 1, atUs: atMs * 1000, system: 'balancer' };
}

/** A made-up balancer with three replicas that take turns, and everything that was asked of the stage. */
export class FakeStage implements DemoStage {
  readonly paint = { good: plain, bad: plain, warning: plain, dim: plain, strong: plain };
  readonly leaving = new AbortController();
  readonly signal = this.leaving.signal;
  readonly random = seededRandom(1);
  readonly url = 'http://127.0.0.1:8000';
  readonly printed: string[] = [];
  /** What was done to the system, in order. */
  readonly done: string[] = [];
  strategy = 'least-connections';
  state: Statistics['replicas'][number]['state'] = 'in-rotation';
  /** What the journal tells, one after the other. */
  journal: readonly JournalEvent[] = [];
  /** Answers instead of the made-up balancer, where it returns something. */
  instead: (request: HttpRequest) => HttpResult | undefined = () => undefined;
  person: DemoStage['person'] = undefined;
  #nowMs = 0;
  #turn = 0;

  readonly clock = { nowMs: () => this.#nowMs };

  /** A person who types these lines, and then nothing more. */
  typing(...lines: readonly string[]): this {
    const left = [...lines];
    this.person = { readLine: async () => left.shift() };
    return this;
  }

  print(text: string): void {
    this.printed.push(text);
  }

  async sleep(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
  }

  async replicas(): Promise<readonly StagedReplica[]> {
    return [1, 2, 3].map((number) => ({ id: `image-${number}`, port: 8000 + number, pid: 100 + number }));
  }

  async ask(request: HttpRequest): Promise<HttpResult> {
    this.#nowMs += 50;
    return this.instead(request) ?? { kind: 'answered', status: 200, body: this.#answer(request) };
  }

  async askReplica(replica: string, { path }: HttpRequest): Promise<HttpResult> {
    this.done.push(`ask ${replica} ${path}`);
    return { kind: 'answered', status: 200, body: null };
  }

  async startLoad(ratePerSecond: number): Promise<void> {
    this.done.push(`load ${ratePerSecond}`);
  }

  async stopLoad(): Promise<void> {
    this.done.push('end load');
  }

  async kill(replica: string, heldMs: number): Promise<void> {
    this.done.push(`kill ${replica} ${heldMs}`);
  }

  async facts(): Promise<AsyncIterable<JournalEvent>> {
    const { journal } = this;
    return (async function* () {
      yield* journal;
    })();
  }

  #answer({ method, path, body }: HttpRequest): unknown {
    if (path === '/_lb/strategies') return { strategy: this.strategy, strategies: [] };
    if (path === '/_lb/stats') return this.#statistics();
    if (method === 'PUT' && path === '/_lb/strategy') {
      if (typeof body === 'object' && body !== null && 'strategy' in body) this.strategy = String(body.strategy);
      this.done.push(`strategy ${this.strategy}`);
      return { strategy: this.strategy, strategies: [] };
    }
    if (path.startsWith('/images/')) return 'pixels';
    this.#turn = (this.#turn % 3) + 1;
    return { instance: `image-${this.#turn}`, port: 8000 + this.#turn };
  }

  #statistics(): Statistics {
    const attempts = { requests: 30, failures: 1, meanMs: 1.5, maxMs: 9 };
    const requests = { requests: 90, failures: 0, refused: 0, retries: 3, hedges: 2 };
    return {
      instance: 'balancer',
      startUs: 0,
      endUs: 1_000_000,
      strategy: this.strategy,
      panic: false,
      ...requests,
      totals: requests,
      replicas: [1, 2, 3].map((number) => ({
        id: `image-${number}`,
        url: `http://127.0.0.1:${8000 + number}`,
        state: this.state,
        breaker: number === 2 ? 'open' : 'closed',
        health: 'up',
        weight: 1,
        effectiveWeight: 1,
        share: 1 / 3,
        // Under round robin one replica has as much in hand as all.
        inFlight: this.strategy === 'round-robin' ? (number === 1 ? 9 : 0) : 3,
        timesOut: 0,
        outSince: null,
        ...attempts,
        totals: attempts,
      })),
    };
  }
}
