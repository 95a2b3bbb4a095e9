import { expect, test } from 'vitest';
import { byteByByte, readRequest } from './testing/whole-messages.ts';

/** A request with these further field lines. */
function withFields(...lines: readonly string[]): string {
  return `POST /a HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function withLine(line: string): string {
  return `${line}\r\nHost: a\r\n\r\n`;
}

function refusalOf(text: string): string {
  const whole = readRequest(text);
  expect(readRequest(text, byteByByte(text))).toEqual(whole);
  return whole.kind === 'refused' ? `${whole.refusal.status} ${whole.refusal.reason}` : whole.kind;
}

/** [what is wrong with it, the bytes, the refusal] */
type Case = readonly [string, string, string];

const lines: readonly Case[] = [
  ['bare LF ends the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n', '400 bare-line-break'],
  ['bare LF everywhere', 'GET / HTTP/1.1\nHost: a\n\n', '400 bare-line-break'],
  ['bare LF ends a field line', 'GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n', '400 bare-line-break'],
  ['bare CR within a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n', '400 bare-line-break'],
  ['bare CR ends a line', 'GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n', '400 bare-line-break'],
  ['CR CR LF', 'GET / HTTP/1.1\r\nHost: a\r\r\n\r\n', '400 bare-line-break'],
  ['LF CR', 'GET / HTTP/1.1\n\rHost: a\n\r\n\r', '400 bare-line-break'],
  ['an empty line of LF', 'GET / HTTP/1.1\r\nHost: a\r\n\n', '400 bare-line-break'],
  ['NUL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', '400 bare-line-break'],
  ['two empty lines before it', '\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', '400 bad-method'],
  ['a lone CR before it', '\rGET / HTTP/1.1\r\nHost: a\r\n\r\n', '400 bare-line-break'],
  ['a lone LF before it', '\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', '400 bare-line-break'],
  ['no version', 'GET /\r\n', '400 bad-target'],
  ['a greeting of TLS', '\x16\x03\x01\x02\0\x01\0\x01\xfc', '400 bare-line-break'],
];

const requestLines: readonly Case[] = [
  ['HTTP/2.0', withLine('GET / HTTP/2.0'), '505 unknown-version'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505 unknown-version'],
  ['HTTP/1.2', withLine('GET / HTTP/1.2'), '505 unknown-version'],
  ['HTTP/0.9', withLine('GET / HTTP/0.9'), '505 unknown-version'],
  ['lower case', withLine('GET / http/1.1'), '400 bad-version'],
  ['two digits', withLine('GET / HTTP/1.10'), '400 bad-version'],
  ['no digit', withLine('GET / HTTP/1.'), '400 bad-version'],
  ['space at the end', withLine('GET / HTTP/1.1 '), '400 bad-version'],
  ['two spaces', withLine('GET  / HTTP/1.1'), '400 bad-target'],
  ['a tab', withLine('GET\t/ HTTP/1.1'), '400 bad-method'],
  ['space before', withLine(' GET / HTTP/1.1'), '400 bad-method'],
  ['space in the target', withLine('GET /a b HTTP/1.1'), '400 bad-version'],
  ['fragment', withLine('GET /a#b HTTP/1.1'), '400 bad-target'],
  ['backslash', withLine('GET \\a HTTP/1.1'), '400 bad-target'],
  ['beyond ASCII', withLine('GET /\xe9 HTTP/1.1'), '400 bad-target'],
  ['DEL', withLine('GET /\x7f HTTP/1.1'), '400 bad-target'],
  ['no slash', withLine('GET a HTTP/1.1'), '400 bad-target'],
  ['authority', withLine('GET a:80 HTTP/1.1'), '400 bad-target'],
  ['asterisk', withLine('GET * HTTP/1.1'), '400 asterisk-target'],
  ['CONNECT', withLine('CONNECT a:80 HTTP/1.1'), '501 connect'],
  ['TRACE', withLine('TRACE / HTTP/1.1'), '405 trace'],
  ['lower case method', withLine('get / HTTP/1.1'), '501 method-in-lower-case'],
  ['no method', withLine('/ HTTP/1.1'), '400 bad-method'],
  ['separator in the method', withLine('G(T / HTTP/1.1'), '400 bad-method'],
  ['long method', withLine(`${'A'.repeat(33)} / HTTP/1.1`), '501 method-too-long'],
  ['other host', withLine('GET http://b/ HTTP/1.1'), '400 target-names-another-host'],
  ['no host in it', withLine('GET http:///a HTTP/1.1'), '400 bad-target'],
  ['user in it', withLine('GET http://u@a/ HTTP/1.1'), '400 bad-target'],
  ['other scheme', withLine('GET https://a/ HTTP/1.1'), '400 bad-target'],
  ['long target', withLine(`GET /${'a'.repeat(8_192)} HTTP/1.1`), '414 target-too-long'],
  ['endless target', `GET /${'a'.repeat(20_000)}`, '414 request-line-too-long'],
];

const fieldLines: readonly Case[] = [
  ['folded line', withFields('X: a', ' b'), '400 folded-line'],
  ['folded by a tab', withFields('X: a', '\tb'), '400 folded-line'],
  ['white space before the first', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n', '400 folded-line'],
  ['space before the colon', withFields('Content-Length : 5'), '400 white-space-before-colon'],
  ['tab before the colon', withFields('Transfer-Encoding\t: chunked'), '400 white-space-before-colon'],
  ['no name', withFields(': a'), '400 empty-field-name'],
  ['no colon', withFields('Content-Length'), '400 bad-field-name'],
  ['vertical tab in the name', withFields('Content-Length\x0b: 5'), '400 bad-field-name'],
  ['quotes in the name', withFields('"X": 5'), '400 bad-field-name'],
  ['beyond ASCII in the name', withFields('Transf\xe9r: 5'), '400 bad-field-name'],
  ['control character in a value', withFields('X: \x08'), '400 bad-field-value'],
  ['101 fields', withFields(...Array.from({ length: 100 }, (_, i) => `X${i}: a`)), '431 too-many-fields'],
  ['large head', withFields(`X: ${'a'.repeat(16_384)}`), '431 head-too-long'],
];

const framings: readonly Case[] = [
  ['both', withFields('Content-Length: 5', 'Transfer-Encoding: chunked'), '400 content-length-with-transfer-encoding'],
  [
    'both, turned',
    withFields('Transfer-Encoding: chunked', 'Content-Length: 5'),
    '400 content-length-with-transfer-encoding',
  ],
  ['length twice', withFields('Content-Length: 5', 'content-length: 5'), '400 repeated-content-length'],
  [
    'coding twice',
    withFields('Transfer-Encoding: chunked', 'TRANSFER-ENCODING: chunked'),
    '400 repeated-transfer-encoding',
  ],
  ...[
    '5, 5',
    '+5',
    '-5',
    '0x5',
    '5a',
    '',
    '05',
    '00',
    '5 5',
    '"5"',
    '1e2',
    '5.0',
    '9007199254740992',
    '\xb9',
    '1_0',
  ].map((value): Case => [`length '${value}'`, withFields(`Content-Length: ${value}`), '400 bad-content-length']),
  ...[
    'xchunked',
    'chunked, chunked',
    'chunked, identity',
    'identity',
    'identity, chunked',
    '"chunked"',
    'chunked;a=b',
    'chunked,',
    ',chunked',
    '',
    'chunk\xe9d',
    'chunked gzip',
    'chunked, gzip',
  ].map((value): Case => [`coding '${value}'`, withFields(`Transfer-Encoding: ${value}`), '400 bad-transfer-encoding']),
  ...['gzip', 'x-gzip', 'deflate, chunked', 'GZIP , Chunked', 'compress'].map(
    (value): Case => [`coding '${value}'`, withFields(`Transfer-Encoding: ${value}`), '501 transfer-coding'],
  ),
  ['coding in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', '400 transfer-encoding-in-http-1.0'],
];

const others: readonly Case[] = [
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400 no-host'],
  ['host twice', withFields('Host: a'), '400 repeated-host'],
  ...[
    '',
    'a b',
    'a,b',
    'a/b',
    'u@a',
    'a:b',
    'a:80:80',
    'a:65536',
    'a:000080',
    ':80',
    '[::1',
    '[]',
    '[::1]a',
    'a\xe9',
    'a%00',
    '::1',
    'http://a',
  ].map((value): Case => [`host '${value}'`, `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`, '400 bad-host']),
  ['bad host of HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a b\r\n\r\n', '400 bad-host'],
  ['expects more', withFields('Expect: y 100-continue'), '417 unknown-expectation'],
  ['expects nothing', withFields('Expect:'), '417 unknown-expectation'],
  ['expects twice', withFields('Expect: 100-continue', 'Expect: 100-continue'), '417 repeated-expect'],
  ...['Host', 'content-length', 'Transfer-Encoding', 'close, Cookie', 'Authorization', 'keep-alive,expect'].map(
    (value): Case => [
      `connection '${value}'`,
      withFields(`Connection: ${value}`),
      '400 connection-names-end-to-end-field',
    ],
  ),
  ['connection of no tokens', withFields('Connection: a b'), '400 bad-connection'],
  ['connection beyond ASCII', withFields('Connection: \xa0close'), '400 bad-connection'],
];

test.each([...lines, ...requestLines, ...fieldLines, ...framings, ...others])(
  'a request is refused, whole or byte by byte: %s',
  (_name, text, refusal) => {
    expect(refusalOf(text)).toBe(refusal);
  },
);
