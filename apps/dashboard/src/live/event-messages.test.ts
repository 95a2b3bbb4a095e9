import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventMessageReader } from './event-messages.ts';

const stream = [
  ': temblor\n\n',
  'event: lab\ndata: {"epoch":"a"}\n\n',
  'id: a.1\nevent: journal\ndata: {"sequence":1}\n\n',
  ': alive\n\n',
  'data: one\r\ndata:two\r\ndata\r\n\r\n',
  'id: a.2\revent: journal\rdata: x: y\r\r',
].join('');

const expected = [
  { event: 'lab', data: '{"epoch":"a"}', id: null },
  { event: 'journal', data: '{"sequence":1}', id: 'a.1' },
  { event: 'message', data: 'one\ntwo\n', id: 'a.1' },
];

describe('server-sent events', () => {
  test('are read with comments, several lines of data and all line breaks', () => {
    const reader = new EventMessageReader();
    const last = { event: 'journal', data: 'x: y', id: 'a.2' };
    expect([...reader.push(stream), ...reader.push(':')]).toEqual([...expected, last]);
  });

  test('are the same wherever the chunks are cut', () => {
    const text = stream.slice(0, stream.indexOf('id: a.2'));
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const reader = new EventMessageReader();
        const places = [0, ...cuts.toSorted((left, right) => left - right), text.length];
        const messages = places.flatMap((from, index) => reader.push(text.slice(from, places[index + 1])));
        expect(messages).toEqual(expected);
      }),
      { seed: 20261122 },
    );
  });

  test('a message that has not ended yet is not given', () => {
    const reader = new EventMessageReader();
    expect(reader.push('event: journal\ndata: half')).toEqual([]);
    expect(reader.push(' a line\n')).toEqual([]);
    expect(reader.push('\n')).toEqual([{ event: 'journal', data: 'half a line', id: null }]);
  });
});
