import type { RaftEntry, RaftMessage, RaftRecord } from '@temblor/protocols/raft/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { raftCodecs } from './raft-codecs.ts';

const position = { index: fc.nat(), term: fc.nat() };
const membership = fc.record({ voters: fc.array(fc.nat()), learners: fc.array(fc.nat()) });
const entry: fc.Arbitrary<RaftEntry> = fc.oneof(
  fc.record({ kind: fc.constant('data' as const), ...position, data: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('no-op' as const), ...position }),
  fc.record({ kind: fc.constant('membership' as const), ...position, membership }),
);
const snapshot = fc.record({ ...position, membership, data: fc.string() });
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
