/**
 * Fetches the messages that a node lacks from its leader, over HTTP, block by block as the leader's store has them. So the
 * two stores are equal, and what was fetched before a crash is of use after it. What the leader cannot give, since its
 * store is damaged there, or where there is none, another node is asked for: a store holds what is committed, and that is
 * the same in all.
 */
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { ClusterSecret } from '../http/cluster-secret.ts';
import type { MessageStore } from '../store/message-store.ts';
import { blocksOf, blocksPath } from './blocks-route.ts';

const pagePatienceMs = 10_000;

export interface CatchUpOptions {
  /** This node. */
  readonly nodeId: number;
  /** Every node of the cluster. */
  readonly nodes: readonly number[];
  readonly store: Pick<MessageStore, 'count' | 'sync' | 'blocksAside'>;
  readonly take: (block: Buffer) => void;
  /** Where another node is called; undefined where that is not known. */
  readonly urlOf: (node: number) => string | undefined;
  /** The disk failed, so that the store is of no use any more: the node is to end. */
  readonly failed: (error: Error) => void;
  /** By which this node proves to the other that it is one. */
  readonly secret: ClusterSecret;
  readonly trouble: (text: string) => void;
}

function isOfDisk(error: unknown): error is TemblorError {
  return error instanceof TemblorError && (error.code === 'disk-full' || error.code === 'disk-failed');
}

export class CatchUp implements AsyncDisposable {
  readonly #options: CatchUpOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #durableCount: number;
  #lastFailure: string | undefined;
  /** Who gave a page that another could not give. */
  #lastGiver: number | undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#durableCount = options.store.count;
  }

  /** So many messages are durable here for certain. */
  get durableCount(): number {
    return this.#durableCount;
  }

  /**
   * Begins to fetch, where that is not under way. What fails is begun anew by the next call.
   *
   * @param leader whom to ask first; undefined where there is none. @param count how many messages there are to be.
   */
  fetch(leader: number | undefined, count: number): void {
    if (this.#closing.signal.aborted) return;
    this.#running ??= this.#fetch(leader, count)
      .catch((error: unknown) => {
        if (this.#closing.signal.aborted) return;
        if (isOfDisk(error)) this.#options.failed(error);
        const of = leader === undefined ? 'any node' : `node ${leader}`;
        this.#say(`could not fetch messages of ${of}: ${messageOf(error)}`);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Once, where the same comes again and again. */
  #say(text: string): void {
    if (text !== this.#lastFailure) this.#options.trouble(text);
    this.#lastFailure = text;
  }

  async #fetch(leader: number | undefined, count: number): Promise<void> {
    const { store } = this.#options;
    while (store.count < count) {
      await this.#fetchPageOfAny(leader).catch(async (refusal: unknown) => {
        if (this.#closing.signal.aborted || isOfDisk(refusal) || !(await this.#takeAside())) throw refusal;
      });
    }
    const synced = store.count;
    await store.sync();
    this.#durableCount = synced;
  }

  /** What stood behind damage here once, and nobody gives. @returns false where none of it goes on from here. */
  async #takeAside(): Promise<boolean> {
    const { store, take } = this.#options;
    const before = store.count;
    for (const block of await store.blocksAside()) take(block);
    if (store.count === before) return false;
    this.#say(`took messages ${before + 1} to ${store.count} from what was kept aside behind damage`);
    return true;
  }

  /**
   * The leader first, else who gave the last page: one that is silent costs a page all of its patience.
   *
   * @throws why the first that was asked could not give it, where nobody can.
   */
  async #fetchPageOfAny(leader: number | undefined): Promise<void> {
    const { nodeId, nodes } = this.#options;
    const others = nodes.filter((node) => node !== nodeId);
    const wanted = leader ?? this.#lastGiver ?? others[0];
    if (wanted === undefined) throw new TemblorError('nobody-to-ask', 'this node is the only one');
    let refusal: unknown;
    for (const node of new Set([wanted, ...others])) {
      if (this.#closing.signal.aborted) break;
      try {
        await this.#fetchPage(node);
      } catch (error) {
        if (isOfDisk(error)) throw error;
        refusal ??= error;
        continue;
      }
      if (refusal === undefined) return;
      this.#lastGiver = node;
      this.#say(`fetched of node ${node} what node ${wanted} could not give: ${messageOf(refusal)}`);
      return;
    }
    throw refusal;
  }

  async #fetchPage(from: number): Promise<void> {
    const { store, take, urlOf, secret } = this.#options;
    const before = store.count;
    const url = `${urlOf(from) ?? ''}${blocksPath}?after=${before}`;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(pagePatienceMs)]);
    const response = await fetch(url, { signal, headers: secret.headers });
    if (!response.ok) throw new TemblorError('catch-up-refused', `${url} answered ${response.status}`);
    for (const block of blocksOf(Buffer.from(await response.arrayBuffer()))) take(block);
    if (store.count === before) throw new TemblorError('catch-up-empty', `${url} has nothing after message ${before}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }
}
