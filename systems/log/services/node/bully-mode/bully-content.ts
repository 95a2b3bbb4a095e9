/** What an entry of the bully log holds: opaque to the protocol, which orders it. */
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import { z } from 'zod';
import type { Message } from '../../../model/message.ts';
import { examineMessage } from '../http/draft-request.ts';
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

const contentSchema = z.tuple([z.string(), z.int().min(1), z.number().min(0), z.string().nullish()]);

/** Whether an entry that another node sent holds a message that this node would have taken itself. */
export function isContent(text: string): boolean {
  const parsed = parseContent(text);
  return parsed !== undefined && examineMessage(parsed[0], parsed[3] ?? undefined) === undefined;
}

function parseContent(text: string): z.infer<typeof contentSchema> | undefined {
  try {
    return contentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The message of an entry; undefined where it holds none, which only a defect or another program can have written. Its id is the number of messages that its leader held, itself among them: what `max(id) + 1` is.
 * Two leaders at once give the same ids to different messages, which is what this mode is there to show.
 */
export function messageOfEntry(entry: BullyEntry): BullyStored | undefined {
  const parsed = parseContent(entry.content);
  if (parsed === undefined) return undefined;
  const [content, nodeId, physicalTimestamp, key] = parsed;
  const id = Object.values(entry.clock).reduce((sum, count) => sum + count, 0);
  const message = { id, content, lamportTimestamp: entry.time, nodeId, physicalTimestamp, term: 0, leader: entry.from };
  return typeof key === 'string' ? { ...message, idempotencyKey: key } : message;
}

/** `(lamport_timestamp, node_id)`; what is equal even so was taken by two leaders. */
export function compareMessages(left: BullyStored, right: BullyStored): number {
  return left.lamportTimestamp - right.lamportTimestamp || left.nodeId - right.nodeId || left.leader - right.leader;
}
