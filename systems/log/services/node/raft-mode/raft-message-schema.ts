/** What a message of another node must look like: one that does not would end the node in the midst of a step. */
import type { Membership, RaftMessage } from '@temblor/protocols/raft/types';
import { z } from 'zod';

/** An index, a term, a round, the number of a node: none is negative, and beyond 2^53 none can be counted on. */
const count = z.int().min(0);

/** Who takes part. */
export const membershipSchema: z.ZodType<Membership> = z.object({ voters: z.array(count), learners: z.array(count) });

/** As `snapshotData` writes it. */
const snapshotContent = z.object({ count });

function isSnapshotData(data: string): boolean {
  try {
    return snapshotContent.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

const snapshot = z.object({
  index: count,
  term: count,
  membership: membershipSchema,
  data: z.string().refine(isSnapshotData, 'does not say how many messages there are'),
});

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('matched'), index: count }),
  z.object({ kind: z.literal('conflict'), previousIndex: count, hintIndex: count, hintTerm: count }),
]);

const asked = { term: count, lastIndex: count, lastTerm: count };
const answered = { term: count, granted: z.boolean() };

/** By kind, so that none is forgotten. */
const schemas: Readonly<Record<RaftMessage['kind'], z.ZodType<RaftMessage>>> = {
  'pre-vote-request': z.object({ kind: z.literal('pre-vote-request'), ...asked, round: count }),
  'vote-request': z.object({ kind: z.literal('vote-request'), ...asked, transfer: z.boolean() }),
  'pre-vote-reply': z.object({ kind: z.literal('pre-vote-reply'), ...answered, round: count }),
  'vote-reply': z.object({ kind: z.literal('vote-reply'), ...answered }),
  append: z.object({
    kind: z.literal('append'),
    ...{ term: count, previousIndex: count, previousTerm: count, commitIndex: count, round: count },
    entries: z.tuple([]),
  }),
  'install-snapshot': z.object({
    kind: z.literal('install-snapshot'),
    ...{ term: count, snapshot, commitIndex: count, round: count },
  }),
  'append-reply': z.object({
    kind: z.literal('append-reply'),
    ...{ term: count, round: count, outcome },
    repairing: z.union([count, z.literal(false)]),
  }),
  repaired: z.object({ kind: z.literal('repaired'), term: count, repair: count, index: count }),
  'lost-records': z.object({ kind: z.literal('lost-records'), term: count, index: count }),
  'timeout-now': z.object({ kind: z.literal('timeout-now'), term: count }),
};

/**
 * The message of a header: the entries of an `append` stand behind it, and are read apart. It is the header itself, and no
 * copy: what is written on must be the same bytes.
 *
 * @throws Error where it is none.
 */
export function examineMessage(header: unknown): RaftMessage {
  if (isMessage(header)) return header;
  throw new Error('the header is that of no message of Raft');
}

function isMessage(header: unknown): header is RaftMessage {
  const kind = typeof header === 'object' && header !== null && 'kind' in header ? header.kind : undefined;
  return isKind(kind) && schemas[kind].safeParse(header).success;
}

function isKind(kind: unknown): kind is RaftMessage['kind'] {
  return typeof kind === 'string' && Object.hasOwn(schemas, kind);
}
