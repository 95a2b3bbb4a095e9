import type { JournalFact } from '@temblor/lab/journal/event';
import { Gauge, Histogram, Registry } from 'prom-client';

/** A request that was answered. */
export interface AnsweredRequest {
  /** The route's pattern, `/orders/:id`; `unmatched` where no route was found: the number of endpoints stays bounded. */
  readonly endpoint: string;
  readonly method: string;
  readonly status: number;
  /** From the arrival of its head to the end of its answer. */
  readonly latencyMs: number;
  /** Wall clock, when the answer ended. */
  readonly atMs: number;
}

interface Row {
  endpoint: string;
  method: string;
  status: number;
  count: number;
  sumMs: number;
  maxMs: number;
}

/** Counts what a service answered: for Prometheus since its start, for the journal since the last look. */
export class RequestMetrics {
  readonly #registry = new Registry();
  readonly #durations: Histogram<'method' | 'endpoint' | 'status'>;
  readonly #listeners = new Set<(request: AnsweredRequest) => void>();
  #window = new Map<string, Row>();

  constructor(labels: { service: string; instance: string }) {
    this.#registry.setDefaultLabels(labels);
    this.#durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the arrival of a request to the end of its answer',
      labelNames: ['method', 'endpoint', 'status'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers: [this.#registry],
    });
    this.addGauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
    this.addGauge('process_cpu_seconds', 'User and system time spent', () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    });
    this.addGauge('process_uptime_seconds', 'Time since the process started', () => process.uptime());
  }

  /** A figure of the service's own, read whenever Prometheus asks. */
  addGauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Calls back for every request answered from now on, synchronously. */
  onAnswered(listener: (request: AnsweredRequest) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  record(request: AnsweredRequest): void {
    const { endpoint, method, status, latencyMs } = request;
    this.#durations.observe({ method, endpoint, status }, latencyMs / 1000);
    const key = `${method} ${status} ${endpoint}`;
    const row = this.#window.get(key);
    if (row === undefined) {
      this.#window.set(key, { endpoint, method, status, count: 1, sumMs: latencyMs, maxMs: latencyMs });
    } else {
      row.count += 1;
      row.sumMs += latencyMs;
      row.maxMs = Math.max(row.maxMs, latencyMs);
    }
    for (const listener of this.#listeners) listener(request);
  }

  /** What was answered since the last call, as a fact; undefined where nothing was. */
  takeWindow(instance: string): JournalFact | undefined {
    if (this.#window.size === 0) return undefined;
    const rows = [...this.#window.values()].map(({ sumMs, maxMs, ...row }) => {
      return { ...row, maxMs: toTheMicrosecond(maxMs), meanMs: toTheMicrosecond(sumMs / row.count) };
    });
    this.#window = new Map();
    return { type: 'request-window', instance, rows };
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the text format of Prometheus. */
  exposition(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** More digits say nothing, and a journal has many of these. */
function toTheMicrosecond(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}
