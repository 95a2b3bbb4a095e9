/** `GET /messages`: the log as a JSON array, written page by page as it is read, so that it is never in memory whole. */
import { Readable } from 'node:stream';
import type { Message } from '../../../model/message.ts';
import type { MessageLog } from '../message-log.ts';

/** A message in the contract's own words. */
function presentMessage({ id, content, lamportTimestamp, nodeId, physicalTimestamp }: Message) {
  return {
    id,
    content,
    lamport_timestamp: lamportTimestamp,
    node_id: nodeId,
    physical_timestamp: physicalTimestamp,
  };
}

/** Where reading fails after the first byte has left, the stream is destroyed: the client sees an answer that breaks off. */
export function messageArray(log: MessageLog, range: { readonly afterId: number; readonly limit: number }): Readable {
  return Readable.from(pieces(log, range), { objectMode: false });
}

async function* pieces(log: MessageLog, range: { readonly afterId: number; readonly limit: number }) {
  let separator = '[';
  for await (const page of log.read(range)) {
    if (page.length === 0) continue;
    yield separator + page.map((message) => JSON.stringify(presentMessage(message))).join(',');
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
