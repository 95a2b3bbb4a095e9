/**
 * Replicas in virtual time: each serves one request after the other in the order of arrival. Requests arrive as a Poisson
 * process; what they cost has a heavy tail (bounded Pareto), so that a few of them hold a replica up.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { Balancer } from '@temblor/resilience/balancing/balancer';
import type { BalancingOptions } from '@temblor/resilience/balancing/balancing-options';
import type { Replica } from '@temblor/resilience/balancing/replica';
import type { Strategy } from '@temblor/resilience/balancing/strategy';

/** What happens in a simulation. Times in milliseconds of virtual time. */
export interface Course {
  readonly requests: number;
  /** How much of what all replicas together can do is asked for. */
  readonly utilisation: number;
  /** How fast each is; 1 serves a request of cost 1 ms in 1 ms. */
  readonly speeds: readonly number[];
  readonly weights?: readonly number[];
  /** Balancers that each know only their own calls. */
  readonly balancers?: number;
  readonly options: BalancingOptions;
  /** The last replica joins then, and is slower by a factor that falls to 1 within the time. */
  readonly joins?: { readonly atMs: number; readonly coldFactor: number; readonly warmAfterMs: number };
  /** The first replica answers every call at once with a failure. */
  readonly failsFast?: boolean;
  /** Keys drawn by Zipf's law; a replica that has served a key lately serves it for less. */
  readonly cache?: { readonly keys: number; readonly entries: number; readonly hitCost: number };
}

/** What came of it. */
export interface Outcomes {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Work given to the busiest replica over the mean, by what each can do: the mean over windows of 1000 requests. */
  readonly maxOverMean: number;
  readonly failedShare: number;
  readonly hitShare: number;
  /** The same of the requests that arrived while the one that joined warmed up. */
  readonly joinP99Ms: number;
}

interface Served {
  readonly startedMs: number;
  readonly endMs: number;
  readonly replica: Replica;
  readonly balancer: Balancer;
  readonly failed: boolean;
}

const paretoAlpha = 1.5;
const greatestCostMs = 100;
const windowRequests = 1000;
/** Of the bounded Pareto distribution from 1 ms to the greatest. */
const meanCostMs =
  ((paretoAlpha / (paretoAlpha - 1)) * (1 - greatestCostMs ** (1 - paretoAlpha))) /
  (1 - greatestCostMs ** -paretoAlpha);

function drawCostMs(random: Random): number {
  return (1 - random.next() * (1 - greatestCostMs ** -paretoAlpha)) ** (-1 / paretoAlpha);
}

/** A server of one thread, with its cache. */
class Server {
  readonly speed: number;
  readonly queue: Served[] = [];
  readonly #cache = new Map<number, true>();
  freeMs = 0;
  work = 0;

  constructor(speed: number) {
    this.speed = speed;
  }

  /** Least recently used keys leave first. @returns whether it had the key. */
  lookUp(key: number, entries: number): boolean {
    const hit = this.#cache.delete(key);
    this.#cache.set(key, true);
    const [oldest] = this.#cache.size > entries ? this.#cache.keys() : [];
    if (oldest !== undefined) this.#cache.delete(oldest);
    return hit;
  }
}

/** Runs one course with one strategy. The same seed gives the same arrivals and costs to every strategy. */
export function simulate(course: Course, make: (random: Random) => Strategy, seed: number): Outcomes {
  return new Simulation(course, make, seed).run();
}

class Simulation {
  readonly #course: Course;
  readonly #arrivals: Random;
  readonly #costs: Random;
  readonly #keys: Random;
  readonly #servers = new Map<string, Server>();
  readonly #balancers: readonly Balancer[];
  readonly #latenciesMs: number[] = [];
  readonly #joinLatenciesMs: number[] = [];
  readonly #imbalances: number[] = [];
  readonly #zipf: Float64Array;
  #nowMs = 0;
  #failed = 0;
  #hits = 0;
  #joined = false;

  constructor(course: Course, make: (random: Random) => Strategy, seed: number) {
    this.#course = course;
    const random = seededRandom(seed);
    this.#arrivals = random.fork('arrivals');
    this.#costs = random.fork('costs');
    this.#keys = random.fork('keys');
    const replicas = course.speeds.map((speed, index) => {
      const id = `replica-${index}`;
      this.#servers.set(id, new Server(speed));
      return { id, weight: course.weights?.[index] ?? 1 };
    });
    if (course.joins !== undefined) replicas.pop();
    this.#balancers = Array.from({ length: course.balancers ?? 1 }, (_, index) => {
      const strategy = make(random.fork(`strategy ${index}`));
      return new Balancer({ strategy, options: course.options, replicas, nowMs: 0, observe: undefined });
    });
    this.#zipf = zipfSums(course.cache?.keys ?? 1000);
  }

  run(): Outcomes {
    const { requests, speeds, utilisation } = this.#course;
    const capacity = speeds.reduce((sum, speed) => sum + speed, 0);
    const meanGapMs = meanCostMs / (capacity * utilisation);
    for (let request = 1; request <= requests; request += 1) {
      this.#nowMs -= meanGapMs * Math.log(1 - this.#arrivals.next());
      this.#finishUntil(this.#nowMs);
      this.#join();
      this.#serve();
      if (request % windowRequests === 0) this.#closeWindow();
    }
    return {
      p50Ms: percentile(this.#latenciesMs, 0.5),
      p99Ms: percentile(this.#latenciesMs, 0.99),
      maxOverMean: this.#imbalances.reduce((sum, each) => sum + each, 0) / this.#imbalances.length,
      failedShare: this.#failed / requests,
      hitShare: this.#hits / requests,
      joinP99Ms: percentile(this.#joinLatenciesMs, 0.99),
    };
  }

  #join(): void {
    const { joins, speeds } = this.#course;
    if (joins === undefined || this.#joined || this.#nowMs < joins.atMs) return;
    this.#joined = true;
    for (const balancer of this.#balancers) balancer.add({ id: `replica-${speeds.length - 1}` }, this.#nowMs);
  }

  #serve(): void {
    const { cache, failsFast } = this.#course;
    const nowMs = this.#nowMs;
    const balancer = this.#balancers[Math.floor(this.#arrivals.next() * this.#balancers.length)];
    const key = this.#drawKey();
    const costMs = drawCostMs(this.#costs);
    const replica = balancer?.choose(nowMs, `/images/${key}`);
    const server = replica && this.#servers.get(replica.id);
    if (balancer === undefined || replica === undefined || server === undefined) throw new Error('nobody to serve');
    balancer.started(replica);
    const hit = cache !== undefined && server.lookUp(key, cache.entries);
    if (hit) this.#hits += 1;
    const failed = failsFast === true && replica.id === 'replica-0';
    if (failed) this.#failed += 1;
    const serviceMs = failed ? 0.1 : (costMs * (hit ? cache.hitCost : 1) * this.#coldness(replica)) / server.speed;
    server.work += serviceMs;
    server.freeMs = Math.max(server.freeMs, nowMs) + serviceMs;
    server.queue.push({ startedMs: nowMs, endMs: server.freeMs, replica, balancer, failed });
    if (failed) return;
    this.#latenciesMs.push(server.freeMs - nowMs);
    if (this.#sinceJoinMs() < (this.#course.joins?.warmAfterMs ?? 0)) this.#joinLatenciesMs.push(server.freeMs - nowMs);
  }

  #drawKey(): number {
    const point = this.#keys.next() * (this.#zipf.at(-1) ?? 0);
    let [low, high] = [0, this.#zipf.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#zipf[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sinceJoinMs(): number {
    const { joins } = this.#course;
    return joins !== undefined && this.#joined ? this.#nowMs - joins.atMs : Number.POSITIVE_INFINITY;
  }

  #coldness({ id }: Replica): number {
    const { joins, speeds } = this.#course;
    if (joins === undefined || id !== `replica-${speeds.length - 1}`) return 1;
    return 1 + (joins.coldFactor - 1) * Math.max(0, 1 - this.#sinceJoinMs() / joins.warmAfterMs);
  }

  /** Ends what is over by then, in the order of time. */
  #finishUntil(untilMs: number): void {
    for (;;) {
      let next: Server | undefined;
      for (const server of this.#servers.values()) {
        if ((server.queue[0]?.endMs ?? Number.POSITIVE_INFINITY) < (next?.queue[0]?.endMs ?? untilMs)) next = server;
      }
      const call = next?.queue.shift();
      if (call === undefined) return;
      call.balancer.finished(
        call.replica,
        call.failed ? 'failure' : 'success',
        call.endMs - call.startedMs,
        call.endMs,
      );
    }
  }

  #closeWindow(): void {
    const loads = [...this.#servers.values()].map((server) => server.work);
    for (const server of this.#servers.values()) server.work = 0;
    this.#imbalances.push((Math.max(...loads) * loads.length) / loads.reduce((sum, load) => sum + load, 0));
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Running sums of 1 / rank^0.9. */
function zipfSums(keys: number): Float64Array {
  const sums = new Float64Array(keys);
  let sum = 0;
  for (let rank = 1; rank <= keys; rank += 1) {
    sum += rank ** -0.9;
    sums[rank - 1] = sum;
  }
  return sums;
}
