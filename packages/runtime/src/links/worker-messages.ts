/** What is said between the lab's thread and the worker of the proxies. */
import type { LinkEvent, LinkFault } from './link-proxies.ts';

export type WorkerRequest =
  | { readonly type: 'open'; readonly link: string; readonly target: { host: string; port: number } }
  | { readonly type: 'close'; readonly link: string }
  | {
      readonly type: 'apply';
      readonly fault: string;
      readonly effect: LinkFault;
      readonly links: readonly string[];
      readonly options: { durationMs: number; seed: number };
    }
  | { readonly type: 'lift'; readonly fault: string }
  | { readonly type: 'dispose' };

/** A request with the number under which it is answered. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: WorkerRequest;
}

export type WorkerMessage =
  | { readonly type: 'event'; readonly event: LinkEvent }
  /** `value`: a port, or a time; 0 where there is nothing to say. */
  | { readonly type: 'done'; readonly number: number; readonly value: number }
  | { readonly type: 'failed'; readonly number: number; readonly code: string; readonly message: string };
