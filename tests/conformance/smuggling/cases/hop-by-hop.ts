/** Fields that speak of the connection: what they may not take away, what must not get through, what must not be obeyed. */
import type { CorpusCase } from '../corpus-case.ts';
import { forwarded, get, post, refused, request } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

const upgrade = ['upgrade', 'http2-settings', 'connection'];

/** @returns a case of a `GET` with these fields that goes on without the fields named. */
function defused(
  name: string,
  source: string,
  fields: readonly string[],
  lacks: readonly string[],
  has: readonly string[] = [],
): CorpusCase {
  return forwarded(name, source, get(fields), { method: 'GET', target: '/images', lacks, has });
}

export const hopByHop: readonly CorpusCase[] = [
  refused(
    'Connection names Content-Length',
    sources.davison2019,
    post(['Connection: Content-Length', 'Content-Length: 5'], 'hello'),
  ),
  refused(
    'Connection names content-length in a list',
    sources.davison2019,
    post(['Connection: close, content-length', 'Content-Length: 5'], 'hello'),
  ),
  refused(
    'Connection names Transfer-Encoding',
    sources.davison2019,
    post(['Connection: Transfer-Encoding', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
  ),
  refused('Connection names Host', sources.davison2019, get(['Connection: Host'])),
  refused('a second Connection names Host', sources.davison2019, get(['Connection: keep-alive', 'Connection: host'])),
  refused(
    'Connection names Expect',
    sources.davison2019,
    post(['Connection: Expect', 'Expect: 100-continue', 'Content-Length: 5'], 'hello'),
  ),
  refused('Connection names Cookie', sources.davison2019, get(['Connection: close, Cookie', 'Cookie: a=b'])),
  refused(
    'Connection names Authorization',
    sources.davison2019,
    get(['Connection: Authorization', 'Authorization: Basic YTpi']),
  ),
  refused('Connection is no list of tokens', rfc9110('7.6.1'), get(['Connection: "close"'])),
  refused('Connection with a NUL', rfc9110('5.5'), get(['Connection: close\x00'])),
  defused(
    'h2c by Upgrade',
    sources.h2c2020,
    ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    upgrade,
  ),
  defused(
    'h2c that Connection names incompletely',
    sources.h2c2020,
    ['Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    upgrade,
  ),
  defused('h2c without Connection', sources.h2c2020, ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'], upgrade),
  defused('h2c in mixed case', sources.h2c2020, ['cOnNeCtIoN: uPgRaDe', 'uPgRaDe: H2C'], upgrade),
  defused(
    'an upgrade to WebSocket',
    sources.kettle2022,
    ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    upgrade,
  ),
  forwarded(
    'h2c with a body',
    sources.h2c2020,
    post(['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA', 'Content-Length: 5'], 'hello'),
    { method: 'POST', target: '/images', body: 'hello', lacks: upgrade },
  ),
  defused(
    'Connection names X-Forwarded-For',
    'Apache httpd CVE-2022-31813',
    ['Connection: X-Forwarded-For', 'X-Forwarded-For: 10.9.9.9'],
    [],
    ['x-forwarded-for: 127.0.0.1'],
  ),
  defused(
    'Connection names X-Forwarded-Host',
    'Go CVE-2021-33197',
    ['Connection: X-Forwarded-Host, X-Forwarded-Proto'],
    [],
    ['x-forwarded-host: balancer', 'x-forwarded-proto: http'],
  ),
  defused('Connection names Via', sources.davison2019, ['Connection: Via'], [], ['via: 1.1 temblor']),
  defused(
    'X-Forwarded-For that the client made up',
    sources.davison2019,
    ['X-Forwarded-For: 10.9.9.9', 'X-Forwarded-Proto: https'],
    [],
    ['x-forwarded-for: 127.0.0.1', 'x-forwarded-proto: http'],
  ),
  defused(
    'X-Forwarded-For twice',
    sources.davison2019,
    ['X-Forwarded-For: 10.9.9.9', 'x-forwarded-for: 10.8.8.8'],
    [],
    ['x-forwarded-for: 127.0.0.1'],
  ),
  defused(
    'X-Forwarded-Host that the client made up',
    sources.hostOfTroubles,
    ['X-Forwarded-Host: evil'],
    [],
    ['x-forwarded-host: balancer'],
  ),
  defused('Forwarded that the client made up', 'RFC 7239 §8.1', ['Forwarded: for=10.9.9.9;host=evil'], ['forwarded']),
  defused(
    'a field that Connection names',
    rfc9110('7.6.1'),
    ['Connection: X-Mine', 'X-Mine: 1', 'X-Other: 2'],
    ['x-mine', 'connection'],
    ['x-other: 2'],
  ),
  defused(
    'a field that Connection names in other case',
    rfc9110('7.6.1'),
    ['Connection: x-MINE', 'X-Mine: 1'],
    ['x-mine'],
  ),
  defused(
    'fields that two Connections name',
    rfc9110('7.6.1'),
    ['Connection: X-One', 'Connection: ,X-Two ,', 'X-One: 1', 'X-Two: 2'],
    ['x-one', 'x-two'],
  ),
  defused(
    'Keep-Alive',
    rfc9112('C.2.2'),
    ['Connection: keep-alive', 'Keep-Alive: timeout=1000, max=1'],
    ['keep-alive', 'connection'],
  ),
  defused('Proxy-Connection', rfc9110('7.6.1'), ['Proxy-Connection: keep-alive'], ['proxy-connection']),
  defused('TE', rfc9110('10.1.4'), ['Connection: TE', 'TE: trailers, deflate'], ['te', 'connection']),
  defused('TE without Connection', rfc9110('10.1.4'), ['TE: trailers'], ['te']),
  forwarded(
    'Trailer',
    rfc9110('6.6.2'),
    post(['Trailer: X-T', 'Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n'),
    { method: 'POST', target: '/images', body: 'hello', lacks: ['x-t', 'trailer'] },
  ),
  ...[
    'Content-Length: 44',
    'Transfer-Encoding: chunked',
    'Host: evil',
    'Connection: Via',
    'X-Forwarded-For: 10.9.9.9',
  ].map((trailer) =>
    refused(
      `a trailer of ${trailer}`,
      rfc9110('6.5.1'),
      post(['Transfer-Encoding: chunked'], `5\r\nhello\r\n0\r\n${trailer}\r\n\r\n`),
    ),
  ),
  refused('Expect of something else', rfc9110('10.1.1'), post(['Expect: 200-ok', 'Content-Length: 5'], 'hello'), [417]),
  refused(
    'Expect of two things',
    sources.kettle2025,
    post(['Expect: 100-continue, x', 'Content-Length: 5'], 'hello'),
    [400, 417],
  ),
  refused(
    'Expect of y 100-continue',
    sources.kettle2025,
    post(['Expect: y 100-continue', 'Content-Length: 5'], 'hello'),
    [417],
  ),
  refused(
    'Expect with a parameter',
    sources.kettle2025,
    post(['Expect: 100-continue;a=b', 'Content-Length: 5'], 'hello'),
    [417],
  ),
  refused('Expect that is empty', sources.kettle2025, post(['Expect:', 'Content-Length: 5'], 'hello'), [400, 417]),
  refused(
    'Expect with a CR behind',
    sources.kettle2025,
    post(['Expect: 100-continue\r', 'Content-Length: 5'], 'hello'),
  ),
  refused(
    'Expect behind a fold',
    'Akamai CVE-2025-32094',
    request('OPTIONS / HTTP/1.1', ['Host: a', 'Expect:', ' 100-continue', 'Content-Length: 5'], 'hello'),
  ),
  refused(
    'Expect twice, the unknown one first',
    sources.kettle2025,
    post(['Expect: x', 'Expect: 100-continue', 'Content-Length: 5'], 'hello'),
    [400, 417],
  ),
  refused(
    'Expect twice, the same',
    sources.kettle2025,
    post(['Expect: 100-continue', 'Expect: 100-continue', 'Content-Length: 5'], 'hello'),
    [400, 417],
  ),
  refused(
    'Expect twice, one unknown',
    sources.kettle2025,
    post(['Expect: 100-continue', 'Expect: x', 'Content-Length: 5'], 'hello'),
    [400, 417],
  ),
];
