import type { RaftMessage } from '@temblor/protocols/raft/types';
import { expect, test } from 'vitest';
import { raftCodecs } from './raft-codecs.ts';
import { stampedMessages } from './stamped-messages.ts';

const entry = (index: number) => ({ kind: 'data', index, term: 3, data: 'hello' }) as const;
const append = { kind: 'append', term: 3, previousIndex: 4, previousTerm: 3, commitIndex: 4, round: 7 } as const;

test('a message arrives as it was sent, with who sent it and when', () => {
  const arrivals: (readonly [from: number, sentAtUs: number, label: string])[] = [];
  const codecOf = (node: number, nowUs: number) =>
    stampedMessages(raftCodecs().message, {
      ...{ node, clock: { nowUs: () => nowUs } },
      arrived: (from, sentAtUs, label) => arrivals.push([from, sentAtUs, label()]),
    });
  const messages: RaftMessage[] = [
    { ...append, entries: [entry(5), entry(6)] },
    { ...append, entries: [] },
    { kind: 'vote-reply', term: 4, granted: false },
  ];
  const [sender, receiver] = [codecOf(2, 12_345), codecOf(1, 99_999)];
  // As a frame of a stream is read: somewhere in a longer buffer.
  const received = messages.map((message) => {
    const bytes = Buffer.concat([Buffer.from('before'), sender.encode(message), Buffer.from('after')]);
    return receiver.decode(bytes.subarray(6, bytes.length - 5));
  });
  expect(received).toEqual(messages);
  expect(arrivals).toEqual([
    [2, 12_345, 'append 5–6, term 3'],
    [2, 12_345, 'heartbeat, term 3'],
    [2, 12_345, 'vote: no, term 4'],
  ]);
});
