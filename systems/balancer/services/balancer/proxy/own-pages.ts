/** The way to the balancer's own pages: `/_lb/stats` is `/stats` of the service that answers them. */
import type { RequestHead } from '../http1/message-head.ts';
import type { Admission, AttemptWish, Upstream, Upstreams } from '../replicas/upstream.ts';

const prefix = '/_lb';

/** Whether a request is for the pages, and never for a replica. */
export function isForPages(target: string): boolean {
  if (!target.startsWith(prefix)) return false;
  const next = target[prefix.length];
  return next === undefined || next === '/' || next === '?';
}

/** The head as the pages' service takes it. */
export function pageHead(head: RequestHead): RequestHead {
  const target = head.target.slice(prefix.length);
  return { ...head, target: target.startsWith('/') ? target : `/${target}` };
}

/** One service that is asked once: no strategy, no breaker. */
export class PagesUpstream implements Upstreams {
  readonly all: readonly Upstream[];
  readonly #admission: Admission;

  constructor(address: { readonly host: string; readonly port: number }) {
    const upstream = { id: '_lb', ...address };
    this.all = [upstream];
    this.#admission = { upstream, isProbe: false };
  }

  admit({ tried }: AttemptWish): Admission | undefined {
    return tried.length === 0 ? this.#admission : undefined;
  }

  settle(): void {}

  onDown(): void {}
}
