import { describe, expect, test } from 'vitest';
import { plainResponse, requestForUpstream, responseForClient } from './head-writers.ts';
import type { BodyFraming } from './message-head.ts';
import { readBody, readRequest, readResponse } from './testing/whole-messages.ts';

const forwarding = { clientAddress: '10.0.0.1', protocol: 'http', upstreamHost: '127.0.0.1:8001' } as const;

function forwarded(text: string): string {
  const read = readRequest(text);
  if (read.kind !== 'head') throw new Error(JSON.stringify(read));
  return requestForUpstream(read.head, forwarding);
}

function answered(text: string, keepAlive = true, framing?: BodyFraming, method = 'GET'): string {
  const read = readResponse(text, method);
  if (read.kind !== 'head') throw new Error(JSON.stringify(read));
  return responseForClient(read.head, { keepAlive, framing: framing ?? read.head.framing });
}

const ours = 'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: http\r\nVia: 1.1 temblor\r\n\r\n';

describe('a request for a replica', () => {
  test.each([
    [
      'keeps fields in their order and spelling',
      'ACCEPT: */*\r\nx_y:\r\nCookie:  a=b',
      'ACCEPT: */*\r\nx_y: \r\nCookie: a=b\r\n',
    ],
    [
      'drops fields of the connection',
      'Keep-Alive: 5\r\nProxy-Connection: a\r\nTE: trailers\r\nTrailer: X\r\nProxy-Authorization: a',
      '',
    ],
    [
      'drops what Connection names',
      'X-A: 1\r\nConnection: close, x-a\r\nx-B: 2\r\nconnection: X-b\r\nX-C: 3',
      'X-C: 3\r\n',
    ],
    [
      'says who the client is, whatever Connection names',
      'Connection: X-Forwarded-For, via\r\nX-Forwarded-For: b\r\nVia: 1.1 b',
      '',
    ],
    ['asks for no other protocol', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: a', ''],
    [
      'believes no client who it is',
      'Forwarded: for=b\r\nx-forwarded-for: b\r\nX-Forwarded-Port: 1\r\nX-Real-IP: b',
      '',
    ],
    ['keeps the proxies before us', 'Via: 1.0 b', 'Via: 1.0 b\r\n'],
    ['says the length once', 'content-length: 5\r\nX: a', 'X: a\r\nContent-Length: 5\r\n'],
    ['says a length of 0', 'content-length: 0', 'Content-Length: 0\r\n'],
    ['says chunked once', 'TRANSFER-ENCODING: CHUNKED', 'Transfer-Encoding: chunked\r\n'],
    ['does not wait for 100 Continue', 'Expect: 100-continue\r\nContent-Length: 5', 'Content-Length: 5\r\n'],
  ])('%s', (_name, fields, expected) => {
    const text = forwarded(`POST /b HTTP/1.1\r\nhost: a\r\n${fields}\r\n\r\n`);
    expect(text).toBe(`POST /b HTTP/1.1\r\nHost: a\r\n${expected}${ours}`);
  });

  test('names the replica where an HTTP/1.0 client names no host', () => {
    expect(forwarded('GET / HTTP/1.0\r\n\r\n')).toBe(
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: http\r\nVia: 1.0 temblor\r\n\r\n',
    );
  });
});

describe('an answer for a client', () => {
  test('keeps what is not of the connection', () => {
    const fields =
      'ETag: "a"\r\nSet-Cookie: a\r\nset-cookie: b\r\nKeep-Alive: timeout=5\r\nX-A: 1\r\nConnection: x-a\r\n';
    expect(answered(`HTTP/1.1 200 Fine\r\n${fields}Transfer-Encoding: chunked\r\n\r\n`)).toBe(
      'HTTP/1.1 200 Fine\r\nETag: "a"\r\nSet-Cookie: a\r\nset-cookie: b\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n',
    );
  });

  test.each([
    [
      'a length for what was chunked',
      'Transfer-Encoding: chunked',
      { kind: 'length', bytes: 7 },
      'Content-Length: 7\r\nConnection: keep-alive',
    ],
    [
      'chunks for what had no length',
      'X: a',
      { kind: 'chunked' },
      'X: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive',
    ],
    ['the close for what had a length', 'Content-Length: 7', { kind: 'until-close' }, 'Connection: close'],
    [
      'nothing, with a length of 0',
      'Content-Length: 0',
      { kind: 'none' },
      'Content-Length: 0\r\nConnection: keep-alive',
    ],
  ] as const)('is framed as asked: %s', (_name, field, framing, expected) => {
    expect(answered(`HTTP/1.0 200 OK\r\n${field}\r\n\r\n`.replace('1.0', '1.1'), true, framing)).toBe(
      `HTTP/1.1 200 OK\r\n${expected}\r\n\r\n`,
    );
  });

  test('keeps the length of a body that HEAD did not ask for', () => {
    expect(answered('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', false, undefined, 'HEAD')).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n',
    );
  });

  test('says no length where none may be', () => {
    expect(answered('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n')).toBe(
      'HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n',
    );
  });
});

describe("an answer of the proxy's own", () => {
  test('is a problem document, whole', () => {
    const text = plainResponse(503, 'no-replica', 'No replica of “image” is in rotation.', {
      keepAlive: true,
      fields: ['Retry-After', '1'],
    });
    const read = readResponse(text);
    if (read.kind !== 'head') throw new Error(JSON.stringify(read));
    expect(read.head).toMatchObject({ status: 503, reason: 'Service Unavailable', keepAlive: true });
    expect(read.head.fields).toEqual(expect.arrayContaining(['Retry-After', '1', 'application/problem+json']));
    const body = readBody(read.rest, read.head.framing);
    expect(body).toMatchObject({ end: 'over', rest: '' });
    expect(JSON.parse(body.content)).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'No replica of “image” is in rotation.',
      code: 'no-replica',
    });
  });

  test('has no body for HEAD, and says its length', () => {
    const whole = plainResponse(405, 'trace', 'no', { keepAlive: false });
    const [head] = whole.split('\r\n\r\n');
    expect(plainResponse(405, 'trace', 'no', { keepAlive: false, withoutBody: true })).toBe(`${head}\r\n\r\n`);
    expect(head).toContain('Allow: GET');
    expect(head).toContain('Connection: close');
  });
});
