/** What an entry of the bully log holds: opaque to the protocol, which orders it. */
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import type { Message } from '../../../model/message.ts';
import type { Draft } from '../message-log.ts';

/** A message of the bully log. */
export interface BullyStored extends Message {
  /** The leader that took it: its own messages are the same on every node, its ids need not be unique. */
  readonly leader: number;
  readonly idempotencyKey?: string;
}

/** The content of a proposal. */
export function encodeContent({ content, nodeId, physicalTimestamp, idempotencyKey }: Draft): string {
  return JSON.stringify([content, nodeId, physicalTimestamp, idempotencyKey]);
}

/**
 * The message of an entry. Its id is the number of messages that its leader held, itself among them: what `max(id) + 1` is.
 * Two leaders at once give the same ids to different messages, which is what this mode is there to show.
 */
export function messageOfEntry(entry: BullyEntry): BullyStored {
  const parsed: readonly [string, number, number, (string | null)?] = JSON.parse(entry.content);
  const [content, nodeId, physicalTimestamp, key] = parsed;
  const id = Object.values(entry.clock).reduce((sum, count) => sum + count, 0);
  const message = { id, content, lamportTimestamp: entry.time, nodeId, physicalTimestamp, term: 0, leader: entry.from };
  return typeof key === 'string' ? { ...message, idempotencyKey: key } : message;
}

/** `(lamport_timestamp, node_id)`; what is equal even so was taken by two leaders. */
export function compareMessages(left: BullyStored, right: BullyStored): number {
  return left.lamportTimestamp - right.lamportTimestamp || left.nodeId - right.nodeId || left.leader - right.leader;
}
