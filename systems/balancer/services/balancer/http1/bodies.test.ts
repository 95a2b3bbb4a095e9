import { describe, expect, test } from 'vitest';
import { chunkHead, lastChunk } from './body-writers.ts';
import { byteByByte, readBody } from './testing/whole-messages.ts';

const chunked = { kind: 'chunked' } as const;

function read(text: string) {
  const whole = readBody(text, chunked);
  const trickled = readBody(text, chunked, byteByByte(text));
  if (typeof whole.end === 'object') expect(trickled.end).toEqual(whole.end);
  else expect(trickled).toEqual(whole);
  return whole;
}

describe('a body of known length', () => {
  test.each([
    [5, 'hello', 'hello', 'over', ''],
    [5, 'hello, and more', 'hello', 'over', ', and more'],
    [5, 'hel', 'hel', 'more', ''],
    [0, 'more', '', 'over', 'more'],
    [0, '', '', 'over', ''],
  ])('of %i bytes, out of %j', (bytes, text, content, end, rest) => {
    expect(readBody(text, { kind: 'length', bytes })).toEqual({ content, end, rest });
    if (bytes > 0) expect(readBody(text, { kind: 'length', bytes }, byteByByte(text))).toEqual({ content, end, rest });
  });
});

test('a body until the close of the connection is everything', () => {
  expect(readBody('0\r\n\r\n', { kind: 'until-close' }, [1, 0, 2])).toEqual({
    content: '0\r\n\r\n',
    end: 'more',
    rest: '',
  });
});

describe('a chunked body', () => {
  test('is its content, without sizes, extensions and trailers', () => {
    const text = '5\r\nhello\r\n00A;a;b="c d"\r\n, chunked \r\n1\r\n!\r\n000\r\nX-Sum: 1\r\nY:\r\n\r\nGET /';
    expect(read(text)).toEqual({ content: 'hello, chunked !', end: 'over', rest: 'GET /' });
  });

  test('is read back as it was written', () => {
    expect(read(`${chunkHead(17)}${'a'.repeat(17)}\r\n${lastChunk}`)).toEqual({
      content: 'a'.repeat(17),
      end: 'over',
      rest: '',
    });
  });

  test.each(['5\r\nhel', '5\r\nhello', '5\r\nhello\r\n', '5', '0\r\n', '0\r\nX: a\r\n'])(
    'is not over after %j',
    (text) => {
      expect(read(text).end).toBe('more');
    },
  );

  test.each([
    ['no size', '\r\nhello', 'bad-chunk-size'],
    ['a sign', '+5\r\nhello\r\n', 'bad-chunk-size'],
    ['a negative size', '-5\r\nhello\r\n', 'bad-chunk-size'],
    ['a prefix', '0x5\r\nhello\r\n', 'bad-chunk-size'],
    ['an underscore', '1_0\r\n', 'bad-chunk-size'],
    ['a space before', ' 5\r\nhello\r\n', 'bad-chunk-size'],
    ['a space after', '5 \r\nhello\r\n', 'bad-chunk-size'],
    ['a space before the extension', '5 ;a\r\nhello\r\n', 'bad-chunk-size'],
    ['a tab after', '5\t\r\nhello\r\n', 'bad-chunk-size'],
    ['no digit', 'g\r\nhello\r\n', 'bad-chunk-size'],
    ['beyond ASCII', '\xb5\r\nhello\r\n', 'bad-chunk-size'],
    ['an extension without a size', ';a\r\nhello\r\n', 'bad-chunk-size'],
    ['a size of 2^64', '10000000000000000\r\n', 'chunk-too-large'],
    ['a size of 2^53', '20000000000000\r\n', 'chunk-too-large'],
    ['sixteen digits', '0000000000000005\r\nhello\r\n', 'chunk-too-large'],
    ['LF after the size', '5\nhello\r\n', 'bad-chunk-size'],
    ['CR after the size', '5\rhello\r\n', 'bare-line-break-in-chunk'],
    ['CR CR LF after the size', '5\r\r\nhello\r\n', 'bare-line-break-in-chunk'],
    ['LF in the extension', '5;a\nhello\r\n', 'bad-chunk-extension'],
    ['CR in the extension', '5;a\rb\r\nhello\r\n', 'bare-line-break-in-chunk'],
    ['NUL in the extension', '5;a\0\r\nhello\r\n', 'bad-chunk-extension'],
    ['an empty extension', '5;\r\nhello\r\n', 'bad-chunk-extension'],
    ['an empty extension after a good one', '1;a\r\nb\r\n5;\r\nhello\r\n', 'bad-chunk-extension'],
    ['a space before the name of an extension', '5; a\r\nhello\r\n', 'bad-chunk-extension'],
    ['a space after an extension', '5;a \r\nhello\r\n', 'bad-chunk-extension'],
    ['a long extension', `5;${'a'.repeat(257)}\r\nhello\r\n`, 'chunk-extensions-too-long'],
    ['long extensions', `1;${'a'.repeat(250)}\r\nb\r\n`.repeat(100), 'chunk-extensions-too-long'],
    ['data without an end', '5\r\nhello5\r\n', 'no-line-break-after-chunk'],
    ['data that end with LF', '5\r\nhello\n0\r\n\r\n', 'no-line-break-after-chunk'],
    ['data longer than said', '5\r\nhello!\r\n', 'no-line-break-after-chunk'],
    ['CR after the data', '5\r\nhello\r0\r\n\r\n', 'no-line-break-after-chunk'],
    ['LF instead of trailers', '0\r\n\n', 'bare-line-break'],
    ['LF in the trailers', '0\r\nX: a\n\r\n', 'bare-line-break'],
    ['a request instead of trailers', '0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', 'white-space-before-colon'],
    ['a folded trailer', '0\r\n X: a\r\n\r\n', 'folded-line'],
    ['a length as a trailer', '0\r\nContent-Length: 5\r\n\r\n', 'forbidden-trailer'],
    ['a coding as a trailer', '0\r\nTransfer-Encoding: chunked\r\n\r\n', 'forbidden-trailer'],
    ['a host as a trailer', '0\r\nHost: a\r\n\r\n', 'forbidden-trailer'],
    ['an address as a trailer', '0\r\nX-Forwarded-For: a\r\n\r\n', 'forbidden-trailer'],
    ['long trailers', `0\r\nX: ${'a'.repeat(5_000)}\r\n\r\n`, 'head-too-long'],
    ['many trailers', `0\r\n${'X: a\r\n'.repeat(33)}\r\n`, 'too-many-fields'],
  ])('is refused: %s', (_name, text, reason) => {
    expect(read(text).end).toMatchObject({ reason });
  });

  test('may be of the largest size there is', () => {
    expect(read('1fffffffffffff\r\n').end).toBe('more');
  });
});
