import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { request } from 'undici';
import type { InstanceStatusView } from '../monitor/status.ts';
import { heartbeatMs, statusSchema, statusStreamPath } from '../monitor/status.ts';
import type { ExcludedReplica } from './voted-read.ts';

/** After so long without a line the stream is dead. */
const silenceMs = 6 * heartbeatMs;
const reconnectMs = 100;
const longestLineCharacters = 65_536;

/**
 * What the monitor says, followed as a stream: a change is here within the time that its line takes. While the monitor
 * cannot be heard nobody counts as OFF: the vote is safe without it, only slower to get round a broken replica.
 */
export class StatusFeed implements AsyncDisposable {
  readonly #url: URL;
  readonly #onChange: (state: 'connected' | 'lost', reason: string) => void;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #off: ReadonlyMap<string, ExcludedReplica> = new Map();
  #state: 'connected' | 'lost' = 'lost';

  /** Starts following. @param onChange told whenever the stream is lost or there again. */
  constructor(monitorUrl: string, onChange: (state: 'connected' | 'lost', reason: string) => void) {
    this.#url = new URL(statusStreamPath, monitorUrl);
    this.#onChange = onChange;
    this.#running = this.#run();
  }

  get state(): 'connected' | 'lost' {
    return this.#state;
  }

  /** Those that are OFF, by instance id. */
  get off(): ReadonlyMap<string, ExcludedReplica> {
    return this.#off;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      let reason = 'the monitor ended the stream';
      try {
        await this.#follow();
      } catch (error) {
        reason = messageOf(error);
      }
      if (this.#closing.signal.aborted) return;
      this.#lose(reason);
      await this.#pause();
    }
  }

  async #follow(): Promise<void> {
    const silent = new AbortController();
    const giveUp = () => silent.abort(new Error(`the monitor's stream was silent for ${silenceMs} ms`));
    const timer = setTimeout(giveUp, silenceMs);
    try {
      const signal = AbortSignal.any([silent.signal, this.#closing.signal]);
      const { statusCode, body } = await request(this.#url, { signal, headersTimeout: 0, bodyTimeout: 0 });
      if (statusCode !== 200) {
        await body.dump();
        throw new Error(`the monitor answered ${statusCode}`);
      }
      body.setEncoding('utf8');
      let rest = '';
      for await (const chunk of body) {
        timer.refresh();
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > longestLineCharacters) throw new Error('the monitor sends a line without end');
        for (const line of lines) this.#take(line);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #take(line: string): void {
    const { instances } = statusSchema.parse(JSON.parse(line));
    this.#off = new Map(
      instances.filter(({ status }) => status === 'OFF').map((view) => [view.instance_id, left(view)]),
    );
    if (this.#state === 'connected') return;
    this.#state = 'connected';
    this.#onChange('connected', 'the monitor is heard');
  }

  #lose(reason: string): void {
    this.#off = new Map();
    if (this.#state === 'lost') return;
    this.#state = 'lost';
    this.#onChange('lost', reason);
  }

  #pause(): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, reconnectMs);
      signal.addEventListener('abort', wake);
    });
  }
}

function left(view: InstanceStatusView): ExcludedReplica {
  return { instance_id: view.instance_id, reason: `OFF by ${view.reason}` };
}
