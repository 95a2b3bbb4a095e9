import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import type { Draft } from '../message-log.ts';
import type { Answer } from './answer.ts';
import { noLeader, outcomeUnknown } from './answer.ts';
import type { ClusterSecret } from './cluster-secret.ts';

/** Longer than an append may take at the leader, so that its own word comes first. */
const timeoutMs = 10_000;
const connections = 64;
/** By then a node that was killed has caught up. */
const loadAfterMs = 1_000;

type LoadedClient = typeof import('@temblor/kit/http/http-client');

/**
 * Passes what clients bring to a follower on to the leader, and the leader's answer back. What it calls with is loaded a
 * moment later, or for the first of them: a node that starts is back sooner without.
 */
export class LeaderClient implements AsyncDisposable {
  readonly #nodeId: number;
  readonly #secret: ClusterSecret;
  readonly #urls: ReadonlyMap<number, string>;
  readonly #clients = new Map<number, Promise<HttpClient>>();
  readonly #loadingLater: NodeJS.Timeout;
  #loaded: Promise<LoadedClient> | undefined;

  /** @param urls where each other node is called. */
  constructor(nodeId: number, urls: ReadonlyMap<number, string>, secret: ClusterSecret) {
    this.#nodeId = nodeId;
    this.#secret = secret;
    this.#urls = urls;
    // What fails is told by the first message that needs it.
    this.#loadingLater = setTimeout(() => void this.#load().catch(() => {}), loadAfterMs);
  }

  /**
   * Asks the leader to append, and waits no longer than it leads: a stopped leader answers nobody. A node that does not lead any more when it is asked refuses: nothing is passed on twice.
   */
  async forward(leader: number, draft: Draft, leadership: AbortSignal): Promise<Answer> {
    const url = this.#urls.get(leader);
    if (url === undefined) return noLeader(`the leader is said to be node ${leader}, which this node does not know`);
    const headers = {
      ...this.#secret.headers,
      'x-forwarded-by-node': String(this.#nodeId),
      'x-lamport-time': String(draft.lamportTime),
      'x-physical-timestamp': String(draft.physicalTimestamp),
      ...(draft.idempotencyKey === undefined ? {} : { 'idempotency-key': draft.idempotencyKey }),
    };
    const client = await this.#clientOf(leader, url);
    return answerOfLeader(
      leader,
      await client.request({
        ...{ method: 'POST', path: '/', headers, body: { message: draft.content } },
        signal: leadership,
      }),
    );
  }

  #load(): Promise<LoadedClient> {
    this.#loaded ??= import('@temblor/kit/http/http-client');
    return this.#loaded;
  }

  #clientOf(node: number, url: string): Promise<HttpClient> {
    const known = this.#clients.get(node);
    if (known !== undefined) return known;
    const opened = this.#load().then(({ openHttpClient }) => openHttpClient(url, { timeoutMs, connections }));
    this.#clients.set(node, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#loadingLater);
    const clients = await Promise.all(this.#clients.values());
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
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
