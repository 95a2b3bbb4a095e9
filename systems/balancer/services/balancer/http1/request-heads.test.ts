import { describe, expect, test } from 'vitest';
import { RequestHeadReader } from './head-readers.ts';
import { byteByByte, headOf, limits, readRequest } from './testing/whole-messages.ts';

/** A request with these further field lines. */
function withFields(...lines: readonly string[]): string {
  return `POST /a HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function withLine(line: string): string {
  return `${line}\r\nHost: a\r\n\r\n`;
}

describe('a request is taken', () => {
  const head = (text: string) => {
    const whole = readRequest(text);
    expect(readRequest(text, byteByByte(text))).toEqual(whole);
    if (whole.kind !== 'head') throw new Error(JSON.stringify(whole));
    return whole.head;
  };

  test('with everything that its head says', () => {
    expect(
      head(
        'PUT /a?b=c|{d} HTTP/1.1\r\nHost: a.example:80\r\nX-Empty:\r\nx:\t a b\xe9 \t\r\nContent-Length: 12\r\n\r\n',
      ),
    ).toEqual({
      method: 'PUT',
      target: '/a?b=c|{d}',
      host: 'a.example:80',
      minorVersion: 1,
      fields: ['Host', 'a.example:80', 'X-Empty', '', 'x', 'a b\xe9', 'Content-Length', '12'],
      framing: { kind: 'length', bytes: 12 },
      keepAlive: true,
      expectsContinue: false,
    });
  });

  test('after one empty line', () => {
    expect(head('\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n').target).toBe('/a');
  });

  test.each([
    ['http://a', '/'],
    ['http://a/b?c', '/b?c'],
    ['http://a?c=/d', '/?c=/d'],
    ['HTTP://A/b', '/b'],
    ['//b/c', '//b/c'],
    ['/http://b', '/http://b'],
  ])('with the target %s as %s', (target, origin) => {
    expect(head(withLine(`GET ${target} HTTP/1.1`))).toMatchObject({ target: origin, host: 'a' });
  });

  test.each(['*', 'http://a'])('with OPTIONS %s as *', (target) => {
    expect(head(withLine(`OPTIONS ${target} HTTP/1.1`)).target).toBe('*');
  });

  test.each(['a', 'a:', 'a:65535', '127.0.0.1:80', '[::1]', '[::1]:80', 'a_b.c-d~'])('with the host %s', (host) => {
    expect(head(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`).host).toBe(host);
  });

  test.each([
    [[], { kind: 'none' }],
    [['Content-Length: 0'], { kind: 'none' }],
    [['Content-Length: 9007199254740991'], { kind: 'length', bytes: Number.MAX_SAFE_INTEGER }],
    [['Transfer-Encoding: Chunked'], { kind: 'chunked' }],
    [['Content_Length: 5'], { kind: 'none' }],
  ])('with the framing of %j', (fields, framing) => {
    expect(head(withFields(...fields)).framing).toEqual(framing);
  });

  test.each([
    ['1.1', [], true],
    ['1.1', ['Connection: Close'], false],
    ['1.1', ['Connection: keep-alive', 'Connection: X-A, close'], false],
    ['1.0', [], false],
    ['1.0', ['Connection: ,Keep-Alive ,'], true],
    ['1.0', ['Connection: keep-alive, close'], false],
  ])('in HTTP/%s with %j, which stays open: %s', (version, fields, keepAlive) => {
    expect(
      head(`GET / HTTP/${version}\r\nHost: a\r\n${fields.map((line) => `${line}\r\n`).join('')}\r\n`).keepAlive,
    ).toBe(keepAlive);
  });

  test.each([
    ['1.1', 'Content-Length: 5', true],
    ['1.1', 'Content-Length: 0', false],
    ['1.0', 'Content-Length: 5', false],
  ])('in HTTP/%s, expecting 100-continue, with %s: %s', (version, length, expects) => {
    const text = `POST / HTTP/${version}\r\nHost: a\r\nExpect: 100-Continue\r\n${length}\r\n\r\n`;
    expect(head(text).expectsContinue).toBe(expects);
  });

  test('without a host, of HTTP/1.0', () => {
    expect(head('GET / HTTP/1.0\r\n\r\n')).toMatchObject({ host: '', minorVersion: 0 });
  });

  test('of exactly as many bytes, fields and bytes of target as there may be', () => {
    const text = withFields('X: a');
    const exact = { maxBytes: text.length, maxFields: 2, maxTargetBytes: 2 };
    expect(readRequest(text, [], exact).kind).toBe('head');
    expect(readRequest(text, byteByByte(text), exact).kind).toBe('head');
    for (const bound of Object.keys(limits)) {
      expect(readRequest(text, [], { ...exact, [bound]: exact[bound as keyof typeof exact] - 1 }).kind).toBe('refused');
    }
  });
});

test('a reader reads one head after the other, and says whether one has begun', () => {
  const reader = new RequestHeadReader(limits);
  const first = reader.read(Buffer.from('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HT'));
  if (first.kind !== 'head') throw new Error(first.kind);
  expect([first.head.target, reader.hasBegun]).toEqual(['/1', false]);
  expect([reader.read(first.rest).kind, reader.hasBegun]).toEqual(['more', true]);
  const second = reader.read(Buffer.from('TP/1.1\r\nHost: a\r\n\r\n\r\n'));
  if (second.kind !== 'head') throw new Error(second.kind);
  expect([second.head.target, reader.hasBegun]).toEqual(['/2', false]);
  expect([reader.read(second.rest).kind, reader.hasBegun]).toEqual(['more', false]);
  expect(reader.read(Buffer.from('GET /3 HTTP/1.1\r\nHost: a\r\n\r\n')).kind).toBe('head');
});

test('a request line that can come to nothing is refused before its head is in, on every turn', () => {
  const reader = new RequestHeadReader(limits);
  const good = 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n';
  expect(headOf(good, byteByByte(good), reader).kind).toBe('head');
  expect(headOf('GET /2\r\nHost', [5, 3], reader)).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'bad-target' },
  });
});

test('after a refusal nothing is taken any more', () => {
  const reader = new RequestHeadReader(limits);
  const refusal = reader.read(Buffer.from('GET / HTTP/1.1\n'));
  expect(refusal.kind).toBe('refused');
  expect(reader.read(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))).toEqual(refusal);
});
