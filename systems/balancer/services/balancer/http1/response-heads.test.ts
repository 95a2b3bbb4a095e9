import { describe, expect, test } from 'vitest';
import { ResponseHeadReader } from './head-readers.ts';
import { byteByByte, limits, readResponse } from './testing/whole-messages.ts';

function answer(line: string, ...fields: readonly string[]): string {
  return `${line}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;
}

function read(text: string, method = 'GET') {
  const whole = readResponse(text, method);
  expect(readResponse(text, method, byteByByte(text))).toEqual(whole);
  return whole;
}

test.each([
  ['a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n', 'bare-line-break'],
  ['an empty line before it', '\r\nHTTP/1.1 200 OK\r\n\r\n', 'bad-version'],
  ['another protocol', 'SSH-2.0-OpenSSH\r\n', 'bad-version'],
  ['another version', answer('HTTP/2.0 200 OK'), 'bad-version'],
  ['no status', answer('HTTP/1.1 OK'), 'bad-status'],
  ['a status of two digits', answer('HTTP/1.1 20 OK'), 'bad-status'],
  ['a status of four digits', answer('HTTP/1.1 2000 OK'), 'bad-reason'],
  ['a status below 100', answer('HTTP/1.1 099 OK'), 'bad-status'],
  ['a status above 599', answer('HTTP/1.1 600 OK'), 'bad-status'],
  [
    'another protocol from here on',
    answer('HTTP/1.1 101 Switching Protocols', 'Upgrade: h2c'),
    'protocol-switched-unasked',
  ],
  ['a control character in the reason', answer('HTTP/1.1 200 O\x01K'), 'bad-reason'],
  ['an endless line', `HTTP/1.1 200 ${'a'.repeat(20_000)}`, 'status-line-too-long'],
  ['two lengths', answer('HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 1'), 'repeated-content-length'],
  [
    'length and coding',
    answer('HTTP/1.1 200 OK', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    'content-length-with-transfer-encoding',
  ],
  ['a coding of HTTP/1.0', answer('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked'), 'transfer-encoding-in-http-1.0'],
  ['another coding', answer('HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked'), 'transfer-coding'],
  ['a folded line', answer('HTTP/1.1 200 OK', 'X: a', ' b'), 'folded-line'],
  ['a body where none may be', answer('HTTP/1.1 204 No Content', 'Content-Length: 5'), 'body-where-none-may-be'],
  [
    'a body of an interim answer',
    answer('HTTP/1.1 103 Early Hints', 'Transfer-Encoding: chunked'),
    'body-where-none-may-be',
  ],
])('an answer is refused: %s', (_name, text, reason) => {
  expect(read(text)).toMatchObject({ kind: 'refused', refusal: { reason } });
});

describe('an answer is taken', () => {
  test('with everything that its head says', () => {
    expect(read(answer('HTTP/1.1 404 Not found, \xe9', 'content-length: 5', 'Connection: close'))).toEqual({
      kind: 'head',
      head: {
        status: 404,
        reason: 'Not found, \xe9',
        minorVersion: 1,
        fields: ['content-length', '5', 'Connection', 'close'],
        framing: { kind: 'length', bytes: 5 },
        keepAlive: false,
      },
      rest: '',
    });
  });

  test.each(['HTTP/1.1 200 ', 'HTTP/1.1 200'])("without a reason: '%s'", (line) => {
    expect(read(answer(line, 'Content-Length: 0'))).toMatchObject({ head: { status: 200, reason: '' } });
  });

  test.each([
    ['GET', 'HTTP/1.1 200 OK', [], 'until-close', false],
    ['GET', 'HTTP/1.1 200 OK', ['Connection: keep-alive'], 'until-close', false],
    ['GET', 'HTTP/1.1 200 OK', ['Content-Length: 0'], 'none', true],
    ['GET', 'HTTP/1.1 200 OK', ['Transfer-Encoding: chunked'], 'chunked', true],
    ['GET', 'HTTP/1.0 200 OK', ['Content-Length: 5'], 'length', false],
    ['GET', 'HTTP/1.0 200 OK', ['Content-Length: 5', 'Connection: keep-alive'], 'length', true],
    ['HEAD', 'HTTP/1.1 200 OK', ['Content-Length: 5'], 'none', true],
    ['HEAD', 'HTTP/1.1 200 OK', ['Transfer-Encoding: chunked'], 'none', true],
    ['GET', 'HTTP/1.1 204 No Content', [], 'none', true],
    ['GET', 'HTTP/1.1 304 Not Modified', ['Content-Length: 5'], 'none', true],
    ['GET', 'HTTP/1.1 100 Continue', [], 'none', true],
  ])('to %s: %s %j is framed by %s and stays open: %s', (method, line, fields, framing, keepAlive) => {
    expect(read(answer(line, ...fields), method)).toMatchObject({ head: { framing: { kind: framing }, keepAlive } });
  });
});

test('an interim answer is followed by the answer', () => {
  const reader = new ResponseHeadReader(limits);
  const interim = reader.read(
    Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    'PUT',
  );
  if (interim.kind !== 'head') throw new Error(interim.kind);
  expect(interim.head.status).toBe(100);
  expect(reader.read(interim.rest, 'PUT')).toMatchObject({
    kind: 'head',
    head: { status: 200 },
    rest: Buffer.from('ok'),
  });
});
