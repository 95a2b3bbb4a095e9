import { once } from 'node:events';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import type { Draft, MessageLog } from '../message-log.ts';
import type { Answer } from './answer.ts';
import { noLeader, outcomeUnknown } from './answer.ts';
import type { ClusterSecret } from './cluster-secret.ts';

/** Longer than an append may take at the leader, so that its own word comes first. */
const timeoutMs = 10_000;
const connections = 64;
/** So long a message waits for what it is to be passed on with. */
const longestLoadMs = 5_000;

type HttpModule = typeof import('@temblor/kit/http/http-client');

/** Loads what others are called with. */
export function importHttpClient(): Promise<HttpModule> {
  return import('@temblor/kit/http/http-client');
}

export interface LeaderClientOptions {
  readonly nodeId: number;
  /** Where each other node is called. */
  readonly urls: ReadonlyMap<number, string>;
  readonly secret: ClusterSecret;
  readonly importClient: () => Promise<HttpModule>;
}

/**
 * Passes what clients bring to a follower on to the leader, and the leader's answer back. What it calls with is loaded
 * once there is a leader, or for the first message: a node that starts is back sooner without.
 */
export class LeaderClient implements AsyncDisposable {
  readonly #options: LeaderClientOptions;
  readonly #closed = new AbortController();
  readonly #opened = new AsyncDisposableStack();
  readonly #clients = new Map<number, HttpClient>();
  #module: HttpModule | undefined;
  #loading: Promise<HttpModule> | undefined;

  constructor(options: LeaderClientOptions) {
    this.#options = options;
  }

  /** Loads what messages are passed on with as soon as the log knows of a leader, so that the first one need not wait. */
  prepareOnceLed(log: Pick<MessageLog, 'leadership' | 'standing'>): void {
    // It is ending, or loading failed: that is tried again, and told, by the first message that needs it.
    this.#loadOnceLed(log).catch(() => {});
  }

  async #loadOnceLed(log: Pick<MessageLog, 'leadership' | 'standing'>): Promise<void> {
    const { signal } = this.#closed;
    while (log.standing().leader === undefined) await once(log.leadership, 'abort', { signal });
    await this.#load();
  }

  /**
   * Asks the leader to append, and waits no longer than it leads: a stopped leader answers nobody. A node that does not lead any more when it is asked refuses: nothing is passed on twice. Never rejects.
   */
  async forward(leader: number, draft: Draft, leadership: AbortSignal): Promise<Answer> {
    const url = this.#options.urls.get(leader);
    if (url === undefined) return noLeader(`the leader is said to be node ${leader}, which this node does not know`);
    if (leadership.aborted) return noLeader(`node ${leader} does not lead any more`);
    if (this.#closed.signal.aborted) return noLeader('this node is ending');
    const headers = {
      ...this.#options.secret.headers,
      'x-forwarded-by-node': String(this.#options.nodeId),
      'x-lamport-time': String(draft.lamportTime),
      'x-physical-timestamp': String(draft.physicalTimestamp),
      ...(draft.idempotencyKey === undefined ? {} : { 'idempotency-key': draft.idempotencyKey }),
    };
    let client: HttpClient;
    try {
      client = this.#clientOf(leader, url, this.#module ?? (await this.#loadWithin(leadership)));
    } catch (error) {
      return noLeader(`node ${leader}, the leader, could not be asked: ${messageOf(error)}`);
    }
    return answerOfLeader(
      leader,
      await client.request({
        ...{ method: 'POST', path: '/', headers, body: { message: draft.content } },
        signal: leadership,
      }),
    );
  }

  #load(): Promise<HttpModule> {
    this.#loading ??= this.#import();
    return this.#loading;
  }

  async #import(): Promise<HttpModule> {
    try {
      this.#module = await this.#options.importClient();
      return this.#module;
    } finally {
      this.#loading = undefined;
    }
  }

  /** @throws what loading throws, and why it is not awaited any more. */
  async #loadWithin(leadership: AbortSignal): Promise<HttpModule> {
    const ended = Promise.withResolvers<never>();
    const end = (reason: string) => ended.reject(new Error(reason));
    const listening = new AbortController();
    const { signal } = listening;
    leadership.addEventListener('abort', () => end('it does not lead any more'), { signal });
    this.#closed.signal.addEventListener('abort', () => end('this node is ending'), { signal });
    const timer = setTimeout(() => end('the program for it took too long to load'), longestLoadMs);
    try {
      return await Promise.race([this.#load(), ended.promise]);
    } finally {
      clearTimeout(timer);
      listening.abort();
    }
  }

  #clientOf(node: number, url: string, { openHttpClient }: HttpModule): HttpClient {
    const known = this.#clients.get(node);
    if (known !== undefined) return known;
    const client = this.#opened.use(openHttpClient(url, { timeoutMs, connections }));
    this.#clients.set(node, client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#opened.disposeAsync();
  }
}

function answerOfLeader(leader: number, result: HttpResult): Answer {
  switch (result.kind) {
    case 'answered': {
      const { status, body } = result;
      return { status, body: JSON.stringify(body), ...(status === 503 ? { retryAfterSeconds: 1 } : {}) };
    }
    case 'aborted':
      return outcomeUnknown(`node ${leader} does not lead any more, and had not answered`);
    case 'timed-out':
      return outcomeUnknown(`node ${leader}, the leader, did not answer in time`);
    case 'unreachable':
      if (result.code === 'ECONNREFUSED') return noLeader(`node ${leader}, the leader, cannot be reached`);
      return outcomeUnknown(`the connection to node ${leader}, the leader, broke`);
    default:
      return result satisfies never;
  }
}
