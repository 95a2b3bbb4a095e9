import type { Json } from '@temblor/checkers/history/operation';
import type { NoAnswer } from '@temblor/lab/load/no-answer';
import type { PlannedRequest, ReceivedAnswer } from '@temblor/lab/load/workload';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import { whyNoAnswer } from './why-no-answer.ts';

/** A longer answer is given up: it counts as none. */
const bodyLimitBytes = 4 * 1024 * 1024;

/** An answer, or none, and when the request went out: later than asked where no connection was free. */
export interface SentOutcome {
  readonly answer: ReceivedAnswer;
  /** Why none came; null where one did. */
  readonly noAnswer: NoAnswer | null;
  /** Null where it never went out. */
  readonly sentUs: number | null;
}

export interface HttpSenderOptions {
  /** Base URLs of the replicas of each service; they are taken in turn. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly timeoutMs: number;
  /** The most connections to one replica. */
  readonly connections: number;
  readonly nowUs: () => number;
}

interface Rotation {
  readonly pools: readonly Pool[];
  next: number;
}

/** Sends requests over kept connections. A call never fails: what went wrong is an answer with status 0. */
export class HttpSender {
  readonly #options: HttpSenderOptions;
  readonly #services = new Map<string, Rotation>();

  constructor(options: HttpSenderOptions) {
    this.#options = options;
    const poolOptions = { connections: options.connections, headersTimeout: 0, bodyTimeout: 0 };
    for (const [service, urls] of Object.entries(options.targets)) {
      this.#services.set(service, { pools: urls.map((url) => new Pool(url, poolOptions)), next: 0 });
    }
  }

  /**
   * Sends a request now and calls back once, with the outcome, at the latest after the time-out.
   * @throws Error where the workload names a service that has no target, or a path that is none.
   */
  send(request: PlannedRequest, settled: (outcome: SentOutcome) => void): void {
    if (!request.path.startsWith('/')) throw new Error(`the workload's path '${request.path}' does not start with '/'`);
    const exchange = new Exchange(this.#options, settled);
    const headers: Record<string, string> = { ...request.headers };
    let body: string | null = null;
    if (request.body !== undefined) {
      headers['content-type'] ??= 'application/json';
      body = JSON.stringify(request.body);
    }
    this.#pick(request.service).dispatch({ path: request.path, method: request.method, headers, body }, exchange);
  }

  /** Breaks every connection off. */
  async close(): Promise<void> {
    const pools = [...this.#services.values()].flatMap((rotation) => rotation.pools);
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #pick(service: string): Pool {
    const rotation = this.#services.get(service);
    const pool = rotation?.pools[rotation.next % rotation.pools.length];
    if (rotation === undefined || pool === undefined) {
      throw new Error(
        `the workload calls '${service}', which is no entrance (${[...this.#services.keys()].join(', ')})`,
      );
    }
    rotation.next += 1;
    return pool;
  }
}

/** One request on its way. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #nowUs: () => number;
  readonly #timer: NodeJS.Timeout;
  #settled: ((outcome: SentOutcome) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #sentUs: number | null = null;
  #status = 0;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;

  constructor(options: HttpSenderOptions, settled: (outcome: SentOutcome) => void) {
    this.#nowUs = options.nowUs;
    this.#settled = settled;
    this.#timer = setTimeout(() => this.#giveUp('timed-out'), options.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled === undefined) controller.abort(new Error('given up before it could be sent'));
    else this.#sentUs = this.#nowUs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#status = statusCode;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > bodyLimitBytes) this.#giveUp('unreadable');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle({ status: this.#status, body: parseBody(this.#chunks) }, null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(whyNoAnswer(error, this.#sentUs !== null));
  }

  #giveUp(reason: NoAnswer): void {
    this.#fail(reason);
    this.#controller?.abort(new Error(reason));
  }

  #fail(reason: NoAnswer): void {
    this.#settle({ status: 0, body: null }, reason);
  }

  #settle(answer: ReceivedAnswer, noAnswer: NoAnswer | null): void {
    const settled = this.#settled;
    this.#settled = undefined;
    clearTimeout(this.#timer);
    settled?.({ answer, noAnswer, sentUs: this.#sentUs });
  }
}

/** The JSON of a body; its text where it is none; null where it is empty. */
function parseBody(chunks: readonly Buffer[]): Json {
  const [first] = chunks;
  if (first === undefined) return null;
  const text = (chunks.length === 1 ? first : Buffer.concat(chunks)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
