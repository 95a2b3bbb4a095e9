import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Lane } from './lane.ts';
import type { LinkMeter } from './link-meter.ts';
import { Pipe } from './pipe.ts';
import { endSocket, resetSocket } from './socket-ends.ts';

/** What a connection needs of its link. */
export interface ConnectionLink {
  readonly target: { readonly host: string; readonly port: number };
  readonly forward: Lane;
  readonly back: Lane;
  readonly meter: LinkMeter;
  readonly nowUs: () => number;
  /** Whether a fault wants the request that begins now to be broken. */
  breaksRequest(): boolean;
  /** The connection is over on both sides. */
  closed(connection: Connection): void;
}

/** The conversation over a connection: at rest, or with a request that has no answer yet. */
type Turn = { readonly kind: 'rest' } | { readonly kind: 'awaiting'; readonly sinceUs: number };

const atRest: Turn = { kind: 'rest' };

/**
 * A connection of a consumer and the one behind it to the provider. What happens to one side reaches the other in
 * order: bytes, the end of a direction (FIN), a reset (RST), a refused connection (as a reset).
 */
export class Connection {
  readonly #link: ConnectionLink;
  readonly #consumer: Socket;
  #provider: Socket | undefined;
  readonly #forward: Pipe;
  readonly #back: Pipe;
  #turn: Turn = atRest;
  /** What follows an answer of 101 is not HTTP: which bytes answer which is not known (RFC 9110, §7.8). */
  #isUpgraded = false;
  /** Whether the provider ever took the connection. */
  #reached = false;
  #openSides = 1;
  #failed = false;

  /** Takes over a socket that was accepted with `allowHalfOpen`. */
  constructor(consumer: Socket, link: ConnectionLink) {
    this.#link = link;
    this.#consumer = consumer;
    this.#forward = new Pipe(
      link.forward,
      {
        pauseSource: () => consumer.pause(),
        resumeSource: () => consumer.resume(),
        open: () => this.#openProvider(),
        write: (chunk) => this.#writeForward(chunk),
        end: () => this.#withProvider(endSocket),
        reset: () => this.#withProvider(resetSocket),
      },
      link.nowUs,
    );
    this.#back = new Pipe(
      link.back,
      {
        pauseSource: () => this.#provider?.pause(),
        resumeSource: () => this.#provider?.resume(),
        open: () => undefined,
        write: (chunk) => this.#writeBack(chunk),
        end: () => endSocket(consumer),
        reset: () => resetSocket(consumer),
      },
      link.nowUs,
    );
    consumer.on('data', (chunk: Buffer) => this.#fromConsumer(chunk));
    consumer.on('end', () => this.#forward.signal('end'));
    consumer.on('drain', () => this.#back.drained());
    consumer.on('error', () => this.#sideFailed('consumer'));
    consumer.on('close', () => this.#sideClosed());
    // No handshake completes while either way loses everything: the provider is not to see this connection.
    if (link.back.swallow('a new connection was')) this.#forward.lostBytes = true;
    else this.#forward.signal('open');
  }

  /** Resets both sides now. */
  reset(): void {
    this.#countFailure();
    this.#forward.close();
    this.#back.close();
    resetSocket(this.#consumer);
    this.#withProvider(resetSocket);
  }

  /** The faults of the link have changed. */
  lanesChanged(): void {
    const lost = this.#forward.lostBytes || this.#back.lostBytes;
    if (lost && !this.#link.forward.swallows && !this.#link.back.swallows) {
      this.reset();
    } else {
      this.#forward.lanesChanged();
      this.#back.lanesChanged();
    }
  }

  #openProvider(): void {
    const { host, port } = this.#link.target;
    const provider = connect({ host, port, noDelay: true, allowHalfOpen: true });
    this.#provider = provider;
    this.#openSides += 1;
    provider.on('connect', () => {
      this.#reached = true;
    });
    provider.on('data', (chunk: Buffer) => this.#back.receive(chunk));
    provider.on('end', () => this.#back.signal('end'));
    provider.on('drain', () => this.#forward.drained());
    provider.on('error', () => this.#sideFailed('provider'));
    provider.on('close', () => this.#sideClosed());
  }

  #withProvider(act: (provider: Socket) => void): void {
    if (this.#provider !== undefined) act(this.#provider);
  }

  #fromConsumer(chunk: Buffer): void {
    if (this.#turn.kind === 'rest') {
      this.#turn = { kind: 'awaiting', sinceUs: this.#link.nowUs() };
      this.#link.meter.requests += 1;
      if (this.#link.breaksRequest()) {
        this.reset();
        return;
      }
    }
    this.#forward.receive(chunk);
  }

  #writeForward(chunk: Buffer): boolean {
    this.#link.meter.bytesForward += chunk.length;
    return this.#provider?.write(chunk) ?? true;
  }

  #writeBack(chunk: Buffer): boolean {
    const { meter } = this.#link;
    meter.bytesBack += chunk.length;
    if (this.#turn.kind === 'awaiting') {
      if (!this.#isUpgraded) meter.answered(this.#link.nowUs() - this.#turn.sinceUs, chunk);
      this.#isUpgraded ||= switchesProtocols(chunk);
      this.#turn = atRest;
    }
    return this.#consumer.write(chunk);
  }

  /** A side was reset, refused or became unreachable: the other side learns it, and nothing flows to the failed one. */
  #sideFailed(side: 'consumer' | 'provider'): void {
    this.#countFailure(side === 'provider' && !this.#reached);
    const [towards, away] = side === 'consumer' ? [this.#back, this.#forward] : [this.#forward, this.#back];
    towards.close();
    away.signal('reset');
  }

  #sideClosed(): void {
    this.#openSides -= 1;
    if (this.#openSides > 0) return;
    this.#countFailure();
    this.#forward.close();
    this.#back.close();
    this.#link.closed(this);
  }

  /** Counts one error a connection at most: refused, or over with a request unanswered. */
  #countFailure(refused = false): void {
    if (this.#failed || !(refused || this.#turn.kind === 'awaiting')) return;
    this.#failed = true;
    this.#link.meter.errors += 1;
  }
}

/** Whether an answer begins with `HTTP/1.1 101`. */
function switchesProtocols(chunk: Buffer): boolean {
  return chunk.length >= 12 && chunk.toString('latin1', 0, 12) === 'HTTP/1.1 101';
}
