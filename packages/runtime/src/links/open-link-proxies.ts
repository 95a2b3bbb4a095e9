import { Worker } from 'node:worker_threads';
import { messageOf, TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { maximumFaultDurationMs } from '@temblor/lab/faults/base';
import type { LinkEvent, LinkFault, LinkProxies } from './link-proxies.ts';
import type { NumberedRequest, WorkerMessage, WorkerRequest } from './worker-messages.ts';

interface Pending {
  readonly resolve: (value: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts the worker thread that carries all links of a lab.
 *
 * Its methods reject with a TemblorError: `duplicate-link`, `unknown-link`, `duplicate-fault`, `invalid-lease`,
 * `links-lost` where the worker has ended, or the system's own code where no port could be opened.
 */
export async function openLinkProxies(): Promise<LinkProxies> {
  const worker = new Worker(new URL('./proxy-worker.ts', import.meta.url), { name: 'link-proxies' });
  await new Promise<void>((resolve, reject) => {
    worker.once('online', resolve);
    worker.once('error', reject);
  });
  return new WorkerLinkProxies(worker);
}

class WorkerLinkProxies implements LinkProxies {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: LinkEvent) => void>();
  #nextNumber = 0;
  /** Why nothing can be asked any more. */
  #lost: TemblorError | undefined;
  #disposed: Promise<void> | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    worker.on('error', (error) => this.#lose(`the worker of the link proxies failed: ${messageOf(error)}`, error));
    worker.on('exit', (code) => this.#lose(`the worker of the link proxies ended (exit code ${code})`));
  }

  open(link: string, target: { host: string; port: number }): Promise<number> {
    return this.#ask({ type: 'open', link, target });
  }

  async close(link: string): Promise<void> {
    await this.#ask({ type: 'close', link });
  }

  async apply(
    fault: string,
    effect: LinkFault,
    links: readonly string[],
    options: { durationMs: number; seed: number },
  ): Promise<number> {
    const { durationMs, seed } = options;
    if (!(durationMs >= 0 && durationMs <= maximumFaultDurationMs)) {
      throw usageError(
        'invalid-lease',
        `the fault '${fault}' cannot last ${durationMs} ms`,
        `give a duration from 0 to ${maximumFaultDurationMs} ms`,
      );
    }
    return this.#ask({ type: 'apply', fault, effect, links, options: { durationMs, seed } });
  }

  async lift(fault: string): Promise<void> {
    await this.#ask({ type: 'lift', fault });
  }

  onEvent(listener: (event: LinkEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    if (this.#lost === undefined) await this.#ask({ type: 'dispose' }).catch(() => undefined);
    await this.#worker.terminate();
  }

  #ask(request: WorkerRequest): Promise<number> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    const numbered: NumberedRequest = { number, request };
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      this.#worker.postMessage(numbered);
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.type === 'event') {
      for (const listener of this.#listeners) listener(message.event);
      return;
    }
    const pending = this.#pending.get(message.number);
    this.#pending.delete(message.number);
    if (message.type === 'done') pending?.resolve(message.value);
    else pending?.reject(new TemblorError(message.code, message.message));
  }

  #lose(reason: string, cause?: unknown): void {
    this.#lost ??= new TemblorError('links-lost', reason, cause === undefined ? {} : { cause });
    for (const pending of this.#pending.values()) pending.reject(this.#lost);
    this.#pending.clear();
  }
}
