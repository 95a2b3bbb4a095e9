/** What is unusual and right: it must get through unharmed, or the proxy protects its clients from themselves. */
import type { CorpusCase } from '../corpus-case.ts';
import { forwarded, get, post, request } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

const images = { method: 'GET', target: '/images' };
const posted = { method: 'POST', target: '/images' };

function target(name: string, source: string, written: string, seen = written): CorpusCase {
  return forwarded(`target ${name}`, source, get([], written), { method: 'GET', target: seen });
}

function method(name: string, written: string): CorpusCase {
  const bytes = request(`${written} /images HTTP/1.1`, ['Host: balancer']);
  return forwarded(`method ${name}`, rfc9110('9.1'), bytes, { method: written, target: '/images' });
}

function host(name: string, value: string): CorpusCase {
  const bytes = request('GET /images HTTP/1.1', [`Host: ${value}`]);
  return forwarded(`Host ${name}`, rfc9110('7.2'), bytes, { ...images, has: [`host: ${value}`] });
}

/** @returns a case of one field that goes on as it is. */
function field(name: string, source: string, line: string, has: string): CorpusCase {
  return forwarded(name, source, get([line]), { ...images, has: [has] });
}

function chunked(name: string, source: string, body: string, content: string, coding = 'chunked'): CorpusCase {
  return forwarded(name, source, post([`Transfer-Encoding: ${coding}`], body), { ...posted, body: content });
}

export const oddButValid: readonly CorpusCase[] = [
  forwarded('the least request', rfc9112('3'), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', {
    method: 'GET',
    target: '/',
    lacks: ['content-length', 'transfer-encoding'],
  }),
  forwarded('Host as the last field', rfc9112('3.2'), request('GET /images HTTP/1.1', ['X-A: 1', 'Host: a']), {
    ...images,
    has: ['x-a: 1', 'host: a'],
  }),
  forwarded('HTTP/1.0 with Host', rfc9112('2.3'), request('GET /images HTTP/1.0', ['Host: a']), {
    ...images,
    has: ['host: a'],
  }),
  forwarded('HTTP/1.0 without Host', rfc9112('3.2'), request('GET /images HTTP/1.0', ['X-A: 1']), {
    ...images,
    has: ['x-a: 1'],
  }),
  forwarded(
    'HTTP/1.0 with a body',
    rfc9112('6.3'),
    request('POST /images HTTP/1.0', ['Host: a', 'Content-Length: 5'], 'hello'),
    { ...posted, body: 'hello' },
  ),
  forwarded('one empty line before the request', rfc9112('2.2'), `\r\n${get()}`, images),
  forwarded(
    'an empty line between two requests',
    rfc9112('2.2'),
    `${post(['Content-Length: 5'], 'hello')}\r\n${get()}`,
    { ...posted, body: 'hello' },
    images,
  ),
  forwarded('five requests at once', rfc9112('9.3.2'), get().repeat(5), images, images, images, images, images),
  field('a field without a value', rfc9110('5.5'), 'X-A:', 'x-a: '),
  field('a value of white space', rfc9110('5.5'), 'X-A: \t ', 'x-a: '),
  field('a value without a space before it', rfc9112('5'), 'X-A:1', 'x-a: 1'),
  field('white space around a value', rfc9110('5.5'), 'X-A: \t 1 \t', 'x-a: 1'),
  field('white space within a value', rfc9110('5.5'), 'X-A: 1 \t 2', 'x-a: 1 \t 2'),
  field('colons in a value', rfc9110('5.5'), 'X-A: a:b::c', 'x-a: a:b::c'),
  field('quotes and commas in a value', rfc9110('5.6.4'), 'X-A: "a, b", c', 'x-a: "a, b", c'),
  field('latin1 in a value', rfc9110('5.5'), 'X-A: \xe9\xff', 'x-a: \xe9\xff'),
  field('every character of a token in a name', rfc9110('5.6.2'), "X!#$%&'*+-.^_`|~09aZ: 1", "x!#$%&'*+-.^_`|~09az: 1"),
  field('a name of one letter', rfc9110('5.1'), 'X: 1', 'x: 1'),
  field('a name of digits', rfc9110('5.1'), '42: 1', '42: 1'),
  field('a value of 8 kB', rfc9110('5.4'), `X-A: ${'a'.repeat(8_000)}`, `x-a: ${'a'.repeat(8_000)}`),
  field('a value that looks like a framing', sources.leroy2016, 'X-A: Content-Length: 5', 'x-a: Content-Length: 5'),
  field(
    'a cookie with odd characters',
    'RFC 6265 §5.2',
    'Cookie: a={"b":[1,2]}; c=<d>\\',
    'cookie: a={"b":[1,2]}; c=<d>\\',
  ),
  forwarded('the same field twice', rfc9110('5.2'), get(['X-A: 1', 'X-A: 2']), {
    ...images,
    has: ['x-a: 1', 'x-a: 2'],
  }),
  forwarded('99 fields and Host', rfc9110('5.4'), get(Array.from({ length: 99 }, (_, at) => `X-${at}: ${at}`)), {
    ...images,
    has: ['x-0: 0', 'x-98: 98'],
  }),
  forwarded('CL in lower case', rfc9110('5.1'), post(['content-length: 5'], 'hello'), { ...posted, body: 'hello' }),
  forwarded('CL with white space around it', rfc9110('5.5'), post(['Content-Length: \t 5 \t'], 'hello'), {
    ...posted,
    body: 'hello',
  }),
  forwarded('CL of 0', rfc9110('8.6'), post(['Content-Length: 0']), posted),
  forwarded('a body of every byte', rfc9112('6'), post(['Content-Length: 256'], allBytes()), {
    ...posted,
    body: allBytes(),
  }),
  forwarded('a body of 100 kB', rfc9112('6'), post(['Content-Length: 100000'], 'a'.repeat(100_000)), {
    ...posted,
    body: 'a'.repeat(100_000),
  }),
  forwarded(
    'Expect: 100-continue with its body',
    rfc9110('10.1.1'),
    post(['Expect: 100-continue', 'Content-Length: 5'], 'hello'),
    { ...posted, body: 'hello' },
  ),
  forwarded('Expect in mixed case', rfc9110('10.1.1'), post(['Expect: 100-Continue', 'Content-Length: 5'], 'hello'), {
    ...posted,
    body: 'hello',
  }),
  chunked('TE in mixed case', rfc9112('7'), '5\r\nhello\r\n0\r\n\r\n', 'hello', 'cHuNkEd'),
  chunked('TE with white space around it', rfc9110('5.5'), '5\r\nhello\r\n0\r\n\r\n', 'hello', '\t chunked \t'),
  chunked('no chunk but the last', rfc9112('7.1'), '0\r\n\r\n', ''),
  chunked('two chunks', rfc9112('7.1'), '5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n', 'hello world'),
  chunked('a chunk for each byte', rfc9112('7.1'), '1\r\nh\r\n1\r\ni\r\n0\r\n\r\n', 'hi'),
  chunked(
    'chunk sizes in both cases',
    rfc9112('7.1'),
    `A\r\n${'a'.repeat(10)}\r\na\r\n${'b'.repeat(10)}\r\n0\r\n\r\n`,
    'a'.repeat(10) + 'b'.repeat(10),
  ),
  chunked('a chunk size with leading zeros', rfc9112('7.1'), '0005\r\nhello\r\n000\r\n\r\n', 'hello'),
  chunked('an extension', rfc9112('7.1.1'), '5;a=b\r\nhello\r\n0\r\n\r\n', 'hello'),
  chunked('extensions, one of them quoted', rfc9112('7.1.1'), '5;a="b;c";d\r\nhello\r\n0;e=f\r\n\r\n', 'hello'),
  chunked('data that look like chunks', sources.leroy2016, 'c\r\n0\r\n\r\nGET / H\r\n0\r\n\r\n', '0\r\n\r\nGET / H'),
  chunked('data of every byte', rfc9112('7.1'), `100\r\n${allBytes()}\r\n0\r\n\r\n`, allBytes()),
  chunked('a trailer', rfc9112('7.1.2'), '5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n', 'hello'),
  chunked('100 kB in a chunk', rfc9112('7.1'), `186a0\r\n${'a'.repeat(100_000)}\r\n0\r\n\r\n`, 'a'.repeat(100_000)),
  target('with a query', rfc9112('3.2.1'), '/images?width=1&height=2'),
  target('with an empty query', rfc9112('3.2.1'), '/images?'),
  target('with two slashes at its start', sources.kettle2017, '//evil/images'),
  target('with points', sources.kettle2017, '/a/../../etc'),
  target('with every mark of a path', 'RFC 3986 §3.3', "/a-._~!$&'()*+,;=:@%20/?/?:@"),
  target('with a percent-encoded CR LF', sources.kettle2025, '/a%0d%0aX:%20y'),
  target('with a percent-encoded NUL', sources.kettle2025, '/a%00'),
  target('with brackets', 'WHATWG URL, path state', '/images?a[]=1|2'),
  target('of 8,000 bytes', rfc9112('3'), `/${'a'.repeat(8_000)}`),
  target('absolute, of the same host', rfc9112('3.2.2'), 'http://balancer/images', '/images'),
  target('absolute, without a path', rfc9112('3.2.2'), 'http://balancer', '/'),
  target('absolute, with a query and no path', rfc9112('3.2.2'), 'http://balancer?a=b', '/?a=b'),
  target('absolute, in mixed case', rfc9110('4.2.3'), 'hTTp://BALANCER/Images', '/Images'),
  forwarded('OPTIONS of an asterisk', rfc9112('3.2.4'), request('OPTIONS * HTTP/1.1', ['Host: a']), {
    method: 'OPTIONS',
    target: '*',
  }),
  method('of WebDAV', 'PROPFIND'),
  method('that nobody knows', 'X-M.1~'),
  method('PURGE', 'PURGE'),
  host('with a port', 'balancer:8000'),
  host('that is an address', '127.0.0.1:80'),
  host('that is an address of IPv6', '[::1]:8000'),
  host('with an underscore', 'image_server'),
  host('with a point at its end', 'balancer.'),
];

/** @returns the 256 bytes, in order. */
function allBytes(): string {
  return String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
}
