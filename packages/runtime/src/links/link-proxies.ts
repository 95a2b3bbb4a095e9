/** The port to the proxies of all links. They run in a worker thread; see `open-link-proxies.ts`. */
import type { Direction } from '@temblor/lab/faults/base';
import type { LatencySummary } from '@temblor/lab/journal/event';

/** A fault as a link understands it. */
export type LinkFault =
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number; readonly direction: Direction }
  | { readonly kind: 'intermittent'; readonly probability: number }
  | { readonly kind: 'blackhole'; readonly direction: Direction }
  | { readonly kind: 'reset' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number; readonly direction: Direction }
  | { readonly kind: 'flapping'; readonly periodMs: number };

export interface LinkWindow {
  readonly link: string;
  readonly startUs: number;
  readonly endUs: number;
  /** Open at the end of the window. */
  readonly connections: number;
  /** Turns of the conversation: bytes of the consumer that follow silence or an answer. Exact for HTTP/1.1 without pipelining. */
  readonly requests: number;
  /** Connections refused or broken with a request unanswered, and HTTP answers of 500 and above. */
  readonly errors: number;
  readonly bytesForward: number;
  readonly bytesBack: number;
  /** From the first byte of a request to the first byte of its answer. */
  readonly latency: LatencySummary;
}

export type LinkEvent =
  /** The first time a fault acted on any of its links. */
  | {
      readonly type: 'effect';
      readonly fault: string;
      readonly link: string;
      readonly atUs: number;
      readonly detail: string;
    }
  | { readonly type: 'lifted'; readonly fault: string; readonly atUs: number; readonly cause: 'expired' | 'healed' }
  /** Windows without any traffic or open connection are left out. */
  | { readonly type: 'window'; readonly window: LinkWindow };

export interface LinkProxies extends AsyncDisposable {
  /** Opens a proxy on a free loopback port towards a target that need not listen yet. @returns the proxy's port. */
  open(link: string, target: { host: string; port: number }): Promise<number>;
  close(link: string): Promise<void>;
  /**
   * Lays a fault on links. It acts on connections that are open already and ends by itself after `durationMs`, in the
   * worker. Several faults may lie on one link: latencies add up, the others act each by itself.
   * @returns when it was armed, on the monotonic clock.
   */
  apply(
    fault: string,
    effect: LinkFault,
    links: readonly string[],
    options: { durationMs: number; seed: number },
  ): Promise<number>;
  /** Ends a fault now; one that is over is no error. Connections that lost bytes are reset. */
  lift(fault: string): Promise<void>;
  onEvent(listener: (event: LinkEvent) => void): Disposable;
}
