/** A proxy in front of fake replicas, and what it told of its work. */
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { Admission, AttemptWish, Upstream, Upstreams } from '../../replicas/upstream.ts';
import type { ProxyParts, Proxy as ReverseProxy } from '../open-proxy.ts';
import { openProxy } from '../open-proxy.ts';
import type { ProxyOptions } from '../options.ts';
import { defaultProxyOptions } from '../options.ts';
import type { ProxyEvent } from '../proxy-event.ts';

/** Asks the first replica that was not asked and is not out. */
class InOrder implements Upstreams {
  readonly all: readonly Upstream[];
  readonly wishes: AttemptWish[] = [];
  readonly settled: string[] = [];
  /** Of each that settled, as it was told. */
  readonly latenciesMs: number[] = [];
  readonly out = new Set<Upstream>();
  #unsettled = new Set<Admission>();
  #down: (upstream: Upstream) => void = () => undefined;

  constructor(ports: readonly number[]) {
    this.all = ports.map((port, index) => ({ id: `image-${index + 1}`, host: '127.0.0.1', port }));
  }

  /** Admissions that were not settled yet. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  admit(wish: AttemptWish): Admission | undefined {
    this.wishes.push(wish);
    const upstream = this.all.find((one) => !wish.tried.includes(one) && !this.out.has(one));
    if (upstream === undefined) return undefined;
    const admission = { upstream, isProbe: false };
    this.#unsettled.add(admission);
    return admission;
  }

  settle(admission: Admission, outcome: Outcome, latencyMs: number): void {
    if (!this.#unsettled.delete(admission)) throw new Error('settled twice, or never admitted');
    this.settled.push(`${admission.upstream.id} ${outcome}`);
    this.latenciesMs.push(latencyMs);
  }

  onDown(listener: (upstream: Upstream) => void): void {
    this.#down = listener;
  }

  /** Takes a replica out, as a breaker or a health check would. */
  takeOut(index: number): void {
    const upstream = this.all[index];
    if (upstream === undefined) throw new Error(`there is no replica ${index}`);
    this.out.add(upstream);
    this.#down(upstream);
  }
}

export interface ProxyUnderTest extends AsyncDisposable {
  readonly proxy: ReverseProxy;
  readonly port: number;
  readonly upstreams: InOrder;
  readonly events: readonly ProxyEvent[];
}

/** @param ports of the replicas, in the order in which they are asked. */
export async function proxyUnderTest(
  ports: readonly number[],
  options: Partial<ProxyOptions> = {},
  pages?: ProxyParts['pages'],
): Promise<ProxyUnderTest> {
  const upstreams = new InOrder(ports);
  const events: ProxyEvent[] = [];
  const proxy = await openProxy({
    host: '127.0.0.1',
    port: 0,
    upstreams,
    pages,
    options: { ...defaultProxyOptions, hedges: false, ...options },
    time: { nowMs: () => performance.now() },
    random: seededRandom(6),
    observe: (event) => events.push(event),
  });
  return { proxy, port: proxy.port, upstreams, events, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}
