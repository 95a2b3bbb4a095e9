import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventMessageReader } from './event-messages.ts';

const stream =
  ': hello\n\nid: 7\nevent: journal\ndata: {"a":1}\n\ndata: one\ndata: two\n\r\nevent: gap\ndata: x\r\n\r\n';
const messages = [
  { event: 'journal', data: '{"a":1}', id: '7' },
  { event: 'message', data: 'one\ntwo', id: '7' },
  { event: 'gap', data: 'x', id: '7' },
];

describe('server-sent events', () => {
  test('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length - 1 })), (cuts) => {
        const reader = new EventMessageReader();
        const places = [0, ...new Set(cuts), stream.length].sort((left, right) => left - right);
        const read = places.slice(1).flatMap((end, index) => reader.push(stream.slice(places[index], end)));
        expect(read).toEqual(messages);
      }),
    );
  });

  test('an unfinished message is not told', () => {
    expect(new EventMessageReader().push('event: journal\ndata: {}\n')).toEqual([]);
  });
});
