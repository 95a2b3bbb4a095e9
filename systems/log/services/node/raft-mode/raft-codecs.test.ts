import type { RaftEntry, RaftMessage, RaftRecord } from '@temblor/protocols/raft/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotData } from './guarded-raft.ts';
import { raftCodecs } from './raft-codecs.ts';

const position = { index: fc.nat(), term: fc.nat() };
const membership = fc.record({ voters: fc.array(fc.nat()), learners: fc.array(fc.nat()) });
const entry: fc.Arbitrary<RaftEntry> = fc.oneof(
  fc.record({ kind: fc.constant('data' as const), ...position, data: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('no-op' as const), ...position }),
  fc.record({ kind: fc.constant('membership' as const), ...position, membership }),
);
const snapshot = fc.record({ ...position, membership, data: fc.nat().map(snapshotData) });
const message: fc.Arbitrary<RaftMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    term: fc.nat(),
    previousIndex: fc.nat(),
    previousTerm: fc.nat(),
    entries: fc.array(entry),
    commitIndex: fc.nat(),
    round: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('install-snapshot' as const),
    term: fc.nat(),
    snapshot,
    commitIndex: fc.nat(),
    round: fc.nat(),
  }),
  fc.record({ kind: fc.constant('vote-reply' as const), term: fc.nat(), granted: fc.boolean() }),
);
const record: fc.Arbitrary<RaftRecord> = fc.oneof(
  fc.record({ kind: fc.constant('entries' as const), entries: fc.array(entry) }),
  fc.record({ kind: fc.constant('snapshot' as const), snapshot }),
);

/** As another program may write it. */
function framed(header: unknown, entries = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, entries]);
}

const snapshotOfNobody = { index: 1, term: 1, membership: { voters: [1], learners: [] } };
const append = { kind: 'append', term: 1, previousIndex: 0, previousTerm: 0, entries: [], commitIndex: 0, round: 1 };

test.each([
  ['nothing', Buffer.alloc(0)],
  ['an unknown kind', framed({ kind: 'elect-me', term: 1 })],
  ['a term that is no number', framed({ ...append, term: 'x' })],
  ['a commit index that is not whole', framed({ ...append, commitIndex: 0.5 })],
  ['entries in the header', framed({ ...append, entries: [{}] })],
  ['half an entry', framed(append, Buffer.alloc(7))],
  ['an entry of no kind', framed(append, Buffer.alloc(21, 9))],
  [
    'a snapshot of something else',
    framed({ ...append, kind: 'install-snapshot', snapshot: { ...snapshotOfNobody, data: 'x' } }),
  ],
  ['a snapshot without a membership', framed({ ...append, kind: 'install-snapshot', snapshot: { index: 1, term: 1 } })],
])('a message of %s is refused where it is read', (_, bytes) => {
  expect(() => raftCodecs().message.decode(bytes)).toThrow();
});

test('what is written is read, by another node and by the one that reads and writes it on', () => {
  const [one, other] = [raftCodecs(), raftCodecs()];
  fc.assert(
    fc.property(message, record, (sent, stored) => {
      const bytes = one.message.encode(sent);
      const heard = other.message.decode(bytes);
      expect(heard).toEqual(sent);
      expect(other.message.encode(heard)).toEqual(bytes);
      expect(one.message.encode(sent)).toEqual(bytes);
      expect(one.record.decode(one.record.encode(stored))).toEqual(stored);
    }),
  );
});
