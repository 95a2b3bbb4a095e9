import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf, messageOf } from '@temblor/foundation/errors/temblor-error';
import type { CheckResult } from './health-streak.ts';
import type { Upstream } from './upstream.ts';

const path = '/health';
/** What is read of an answer: a status and a few words. */
const longestAnswerBytes = 65_536;

/**
 * Asks one replica for its health, over a connection that is held between the questions. One question at a time.
 *
 * A held connection that ends tells something by itself: a process that dies closes it at once.
 */
export class HealthRequest {
  readonly #upstream: Upstream;
  readonly #onLost: () => void;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #known = new WeakSet<Socket>();
  #current: ClientRequest | undefined;

  /** @param onLost told when the held connection ends while nothing is asked. */
  constructor(upstream: Upstream, onLost: () => void) {
    this.#upstream = upstream;
    this.#onLost = onLost;
  }

  /** @param done told once, unless it is given up. */
  ask(done: (result: CheckResult) => void): void {
    const { host, port } = this.#upstream;
    const current = request({ agent: this.#agent, host, port, path });
    this.#current = current;
    const end = (result: CheckResult) => {
      if (this.#current !== current) return;
      this.#current = undefined;
      done(result);
    };
    current.once('socket', (socket) => this.#hold(socket));
    current.once('response', (response) => void readAnswer(response, end));
    current.on('error', (error) => {
      // The server may have closed the held connection in this very moment; a fresh one tells the truth.
      if (current.reusedSocket && this.#current === current) this.ask(done);
      else end(brokenBy(error));
    });
    current.end();
  }

  /** Gives up the question that is open, with its connection. */
  giveUp(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.destroy();
  }

  close(): void {
    this.giveUp();
    this.#agent.destroy();
  }

  #hold(socket: Socket): void {
    if (this.#known.has(socket)) return;
    this.#known.add(socket);
    socket.once('close', () => {
      if (this.#current === undefined) this.#onLost();
    });
  }
}

async function readAnswer(response: IncomingMessage, end: (result: CheckResult) => void): Promise<void> {
  const { statusCode = 0 } = response;
  let text = '';
  try {
    response.setEncoding('utf8');
    for await (const part of response) {
      text += part;
      if (text.length > longestAnswerBytes) break;
    }
  } catch (error) {
    end(brokenBy(error));
    return;
  }
  if (statusCode >= 200 && statusCode < 300) end({ kind: 'passed' });
  else if (statusCode === 503 && isDraining(text)) end({ kind: 'draining' });
  else end({ kind: 'failed', reason: `${path} answered ${statusCode}`, isGone: false });
}

function isDraining(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'status' in body && body.status === 'draining';
  } catch {
    return false;
  }
}

function brokenBy(error: unknown): CheckResult {
  const code = codeOf(error);
  const isGone = code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE';
  return { kind: 'failed', reason: `${path} is unreachable: ${code ?? messageOf(error)}`, isGone };
}
