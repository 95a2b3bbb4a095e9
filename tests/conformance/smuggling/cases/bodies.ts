/**
 * Bodies where nobody expects one, and none where one is expected: a body is never the next request, the next request
 * never a body, whatever the endpoint makes of it (CL.0, 0.CL); and messages that are not over.
 */
import type { CorpusCase, ExpectedRequest } from '../corpus-case.ts';
import { forwarded, get, post, request, smuggled } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

/** A whole request for the place of a body. */
const inner = request('GET /smuggled HTTP/1.1', ['Host: balancer']);

/** @returns a case of one request with a body that looks like a request; the upstream sees exactly one request. */
function carried(method: string, source: string, body: string, target = '/images'): CorpusCase {
  const bytes = request(`${method} ${target} HTTP/1.1`, ['Host: balancer', `Content-Length: ${body.length}`], body);
  const expected = { method, target, body, has: [`content-length: ${body.length}`], lacks: ['transfer-encoding'] };
  return forwarded(`a request as the body of ${method} ${target} (CL.0)`, source, bytes, expected);
}

/** @returns the same with chunks. */
function carriedInChunks(method: string, source: string, body: string): CorpusCase {
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const bytes = request(`${method} /images HTTP/1.1`, ['Host: balancer', 'Transfer-Encoding: chunked'], chunks);
  return forwarded(`a request as a chunk of ${method} (TE.0)`, source, bytes, { method, target: '/images', body });
}

/** @returns a case of a request that is over with its head, and is followed by what is no request. */
function notABody(name: string, source: string, head: string, behind: string, first: ExpectedRequest): CorpusCase {
  return {
    name,
    source,
    bytes: head + behind,
    must: { kind: 'forward', requests: [first], thenRefuse: [400, 501, 505] },
  };
}

function unfinished(name: string, source: string, bytes: string): CorpusCase {
  return { name, source, bytes, must: { kind: 'wait' } };
}

const images = { method: 'GET', target: '/images' };
const seen = { method: 'GET', target: '/smuggled' };
const noLengths = ['content-length', 'transfer-encoding'];

export const bodies: readonly CorpusCase[] = [
  carried('GET', sources.kettle2022, inner),
  carried('POST', sources.kettle2022, inner, '/favicon.ico'),
  carried('POST', sources.kettle2022, inner, '/whoami'),
  carried('HEAD', sources.kettle2022, inner),
  carried('OPTIONS', sources.kettle2025, inner),
  carried('DELETE', sources.kettle2022, inner),
  carried('PUT', sources.kettle2022, inner),
  carried('PATCH', sources.tReqs2021, inner),
  carried('POST', sources.kettle2019, smuggled),
  carried('POST', sources.kettle2025, `0\r\n\r\n${inner}`, '/con'),
  carried('GET', sources.kettle2022, '\r\n\r\n', '/a?b'),
  carriedInChunks('GET', sources.kettle2022, inner),
  carriedInChunks('POST', sources.kettle2019, inner),
  carriedInChunks('OPTIONS', sources.kettle2025, `0\r\n\r\n${inner}`),
  carriedInChunks('DELETE', sources.kettle2022, smuggled),
  forwarded(
    'CL of 0 and a request behind it',
    sources.kettle2025,
    post(['Content-Length: 0']) + inner,
    { method: 'POST', target: '/images' },
    seen,
  ),
  forwarded(
    'a POST without any framing and a request behind it',
    rfc9112('6.3'),
    post([]) + inner,
    { method: 'POST', target: '/images' },
    seen,
  ),
  forwarded(
    'a request behind a body by length',
    rfc9112('6.3'),
    post(['Content-Length: 5'], 'hello') + inner,
    { method: 'POST', target: '/images', body: 'hello' },
    seen,
  ),
  forwarded(
    'a request behind a body in chunks',
    rfc9112('7.1'),
    post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n') + inner,
    { method: 'POST', target: '/images', body: 'hello' },
    seen,
  ),
  forwarded(
    'a body that begins as an end of chunks',
    sources.kettle2019,
    post(['Content-Length: 5'], '0\r\n\r\n') + inner,
    { method: 'POST', target: '/images', body: '0\r\n\r\n' },
    seen,
  ),
  forwarded(
    'Transfer_Encoding with an underscore beside CL',
    sources.smuggler,
    post(['Transfer_Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
    { method: 'POST', target: '/images', body: '0\r\n\r\n', has: ['content-length: 5'], lacks: ['transfer-encoding'] },
  ),
  forwarded(
    'Content_Length with an underscore beside TE',
    sources.smuggler,
    post(['Content_Length: 5', 'Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'),
    { method: 'POST', target: '/images', body: 'hello' },
  ),
  forwarded(
    'Content-Encoding of chunked',
    sources.smuggler,
    post(['Content-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
    {
      method: 'POST',
      target: '/images',
      body: '0\r\n\r\n',
      has: ['content-encoding: chunked'],
      lacks: ['transfer-encoding'],
    },
  ),
  forwarded(
    'X-Transfer-Encoding beside CL',
    sources.tReqs2021,
    post(['X-Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
    { method: 'POST', target: '/images', body: '0\r\n\r\n' },
  ),
  forwarded(
    'a name of 270 bytes that begins as Content-Length',
    'HAProxy CVE-2021-40346',
    post([`Content-Length0${'a'.repeat(255)}:`, 'Content-Length: 5'], 'hello'),
    { method: 'POST', target: '/images', body: 'hello', has: ['content-length: 5'] },
  ),
  notABody('a GET without a length and a body', sources.kettle2022, get(), 'hello\r\n\r\n', {
    ...images,
    lacks: noLengths,
  }),
  notABody('a GET with half a request line for a body', sources.kettle2025, get(), 'GPOST / HTTP/1.1 X\r\n\r\n', {
    ...images,
    lacks: noLengths,
  }),
  notABody('a POST of CL 0 and a body', sources.kettle2025, post(['Content-Length: 0']), 'hello=1&a=b\r\n\r\n', {
    method: 'POST',
    target: '/images',
  }),
  notABody('a body of one byte more than CL', sources.linhart2005, post(['Content-Length: 5'], 'hello'), '!\r\n\r\n', {
    method: 'POST',
    target: '/images',
    body: 'hello',
  }),
  notABody(
    'chunks behind the last chunk',
    sources.garden2024,
    post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'),
    '5\r\nhello\r\n0\r\n\r\n',
    { method: 'POST', target: '/images', body: 'hello' },
  ),
  notABody(
    'a malformed request behind a good one',
    'Traffic Server CVE-2018-8004',
    get(),
    request('GET /b HTTP/1.1', ['Host: a', 'X : y']),
    images,
  ),
  notABody(
    'CL and TE behind a good request',
    sources.klein2020,
    get(),
    post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    images,
  ),
  unfinished('a body shorter than CL (0.CL)', sources.kettle2025, post(['Content-Length: 50'], 'hello')),
  unfinished('CL without a body', sources.kettle2022, post(['Content-Length: 5'])),
  unfinished('a GET with CL and no body', sources.kettle2025, get(['Content-Length: 23'])),
  unfinished(
    'an OPTIONS with CL and no body',
    sources.kettle2025,
    request('OPTIONS / HTTP/1.1', ['Host: a', 'Content-Length: 23']),
  ),
  unfinished('a chunk that is not whole', rfc9112('8'), post(['Transfer-Encoding: chunked'], '50\r\nhello')),
  unfinished('a chunk size that is not whole', rfc9112('8'), post(['Transfer-Encoding: chunked'], '5')),
  unfinished('chunks without the last one', rfc9112('8'), post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n')),
  unfinished(
    'a last chunk without its empty line',
    rfc9112('8'),
    post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n'),
  ),
  unfinished(
    'a trailer that is not whole',
    rfc9112('8'),
    post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nX-T: 1\r\n'),
  ),
  unfinished(
    'a line end after chunk data that is not whole',
    rfc9112('8'),
    post(['Transfer-Encoding: chunked'], '5\r\nhello\r'),
  ),
  unfinished('half a request line', rfc9112('8'), 'GET /ima'),
  unfinished('a request line and nothing else', rfc9112('8'), 'GET /images HTTP/1.1\r\n'),
  unfinished('a head without its empty line', rfc9112('8'), 'GET /images HTTP/1.1\r\nHost: balancer\r\n'),
  unfinished('a head that ends in CR LF CR', rfc9112('8'), 'GET /images HTTP/1.1\r\nHost: balancer\r\n\r'),
  unfinished('an empty line and nothing else', rfc9112('2.2'), '\r\n'),
  unfinished(
    'a body that ends early after Expect',
    rfc9110('10.1.1'),
    post(['Expect: 100-continue', 'Content-Length: 50'], 'hello'),
  ),
];
