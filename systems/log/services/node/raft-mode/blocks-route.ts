/** Where a node gives out the blocks of its store to one that lacks messages. */
import { ProblemError } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';
import type { ClusterSecret } from '../http/cluster-secret.ts';
import type { MessageStore } from '../store/message-store.ts';

/** What other nodes ask at. */
export const blocksPath = '/cluster/blocks';

/** A page ends with the first stretch of the store at or behind so many bytes. */
const pageBytes = 4 * 1024 * 1024;

/**
 * Adds `GET /cluster/blocks?after=<id>`: a page of blocks, from the one on that holds the message after an id. Only nodes of
 * the cluster get any: blocks hold the keys of clients too, and cost much to read.
 */
export function addBlocksRoute(app: ServiceApp, store: MessageStore, secret: ClusterSecret): void {
  const querystring = z.object({ after: z.coerce.number().int().min(0) });
  const schema = { tags: ['cluster'], summary: 'Blocks of this node’s store, for a node that lacks them', querystring };
  app.get(blocksPath, { schema }, async ({ headers, query: { after } }, reply) => {
    if (!secret.isProvedBy(headers)) {
      throw new ProblemError(403, 'not_a_node', 'Blocks are for the nodes of this cluster.', {
        hint: 'Read the messages: GET /messages?after=…',
      });
    }
    return reply.type('application/octet-stream').send(await blockPage(store, after));
  });
}

/** Blocks from the one on that holds the message after an id, each behind its length in four bytes; empty where there is none. */
async function blockPage(store: MessageStore, afterId: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const blocks of store.readEncoded(afterId)) {
    for (const block of blocks) {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(block.length);
      parts.push(length, block);
      bytes += block.length;
    }
    if (bytes >= pageBytes) break;
  }
  return Buffer.concat(parts);
}

/** The blocks of a page. */
export function* blocksOf(page: Buffer): Generator<Buffer> {
  for (let at = 0; at < page.length; ) {
    const end = at + 4 + page.readUInt32LE(at);
    yield page.subarray(at + 4, end);
    at = end;
  }
}
