/** What one entry of the Raft log holds: the messages that came to the leader while it was busy with others. */
import type { Draft } from '../message-log.ts';

/** A message as the leader proposes it. Whether it gets a place, and which, is known when the entry is applied. */
export interface Proposed extends Omit<Draft, 'lamportTime'> {
  /** By the leader's clock. */
  readonly lamportTimestamp: number;
}

type Row = readonly [
  content: string,
  nodeId: number,
  physicalTimestamp: number,
  lamportTimestamp: number,
  idempotencyKey?: string,
];

/** The data of an entry. */
export function encodeBatch(batch: readonly Proposed[]): string {
  const rows = batch.map(({ content, nodeId, physicalTimestamp, lamportTimestamp, idempotencyKey }): Row => {
    if (idempotencyKey === undefined) return [content, nodeId, physicalTimestamp, lamportTimestamp];
    return [content, nodeId, physicalTimestamp, lamportTimestamp, idempotencyKey];
  });
  return JSON.stringify(rows);
}

/** The messages of an entry: its data was written by `encodeBatch`, and checksums guarded it. */
export function decodeBatch(data: string): readonly Proposed[] {
  const rows: readonly Row[] = JSON.parse(data);
  return rows.map(([content, nodeId, physicalTimestamp, lamportTimestamp, key]) => {
    const proposed = { content, nodeId, physicalTimestamp, lamportTimestamp };
    return key === undefined ? proposed : { ...proposed, idempotencyKey: key };
  });
}
