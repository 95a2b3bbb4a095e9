/** Windows of links, of loads and of requests, as a page keeps them: four of five lines of a long journal. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { LinkWindow } from './link-columns.ts';
import type { LoadWindow } from './load-columns.ts';
import type { RequestFigures } from './request-columns.ts';

/** What was measured. */
export type MeasuredWindow =
  | { readonly type: 'link-window'; readonly figures: LinkWindow }
  | { readonly type: 'load-window'; readonly figures: LoadWindow }
  | { readonly type: 'request-window'; readonly figures: readonly RequestFigures[] };

/** What a page keeps of an event; undefined where it is none of these windows. */
export function measuredWindow(event: JournalEvent): MeasuredWindow | undefined {
  switch (event.type) {
    case 'link-window': {
      const { startUs, endUs, requests, errors, latency } = event;
      const { count: latencies, p50Ms, p95Ms, p99Ms } = latency;
      return { type: event.type, figures: { startUs, endUs, requests, errors, latencies, p50Ms, p95Ms, p99Ms } };
    }
    case 'load-window': {
      const { startUs, endUs, ok, failed, unknown, corrected } = event;
      const { count: latencies, p50Ms, p95Ms, p99Ms } = corrected;
      return { type: event.type, figures: { startUs, endUs, ok, failed, unknown, latencies, p50Ms, p95Ms, p99Ms } };
    }
    case 'request-window': {
      const { instance } = event;
      const figures = event.rows.map(({ endpoint, method, status, count, meanMs, maxMs }) => {
        return { kind: { instance, endpoint, method, status }, count, meanMs, maxMs };
      });
      return { type: event.type, figures };
    }
    default:
      return undefined;
  }
}
