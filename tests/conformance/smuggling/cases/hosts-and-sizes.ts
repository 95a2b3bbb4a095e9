/** Who is asked, said twice or wrongly; and heads that are larger than anybody needs. */
import type { CorpusCase } from '../corpus-case.ts';
import { get, refused, request } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

/** @returns a case whose only `Host` has this value. */
function host(name: string, source: string, value: string): CorpusCase {
  return refused(`Host ${name}`, source, request('GET /images HTTP/1.1', [`Host: ${value}`]));
}

function fields(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `X-${at}: 1`);
}

export const hostsAndSizes: readonly CorpusCase[] = [
  refused('Host is missing', rfc9112('3.2'), request('GET / HTTP/1.1', ['X-A: 1'])),
  refused('Host is missing, and there are no fields', rfc9112('3.2'), 'GET / HTTP/1.1\r\n\r\n'),
  refused('Host twice, the same', rfc9112('3.2'), get(['Host: balancer'])),
  refused('Host twice, different', sources.hostOfTroubles, get(['Host: evil'])),
  refused('Host twice, in different case', sources.hostOfTroubles, get(['hOsT: evil'])),
  refused('Host twice, one empty', sources.hostOfTroubles, get(['Host:'])),
  refused('Host twice in HTTP/1.0', sources.hostOfTroubles, request('GET / HTTP/1.0', ['Host: a', 'Host: b'])),
  refused('Host twice, one after a space', sources.hostOfTroubles, get([' Host: evil'])),
  refused('Host twice, one with a space before the colon', sources.hostOfTroubles, get(['Host : evil'])),
  refused(
    'Host after a space, as the first line',
    sources.kettle2025,
    request('GET / HTTP/1.1', [' Host: evil', 'Host: balancer']),
  ),
  refused('Host in two lines by a fold', sources.hostOfTroubles, request('GET / HTTP/1.1', ['Host: a', '\tb'])),
  host('that is empty', sources.probe, ''),
  host('as a list', sources.probe, 'balancer, evil'),
  host('as a list without a space', sources.probe, 'balancer,evil'),
  host('of two words', sources.kettle2025, 'balancer evil'),
  host('with a tab within', sources.kettle2025, 'balancer\tevil'),
  host('with userinfo', rfc9110('7.2'), 'user@balancer'),
  host('with userinfo and a password', sources.kettle2017, 'balancer:80@evil'),
  host('with a path', rfc9110('7.2'), 'balancer/path'),
  host('with a query', sources.hostOfTroubles, 'balancer?a'),
  host('with a fragment', sources.hostOfTroubles, 'balancer#a'),
  host('with a backslash', sources.kettle2025, 'balancer\\evil'),
  host('with a scheme', sources.hostOfTroubles, 'http://balancer'),
  host('with a port of letters', rfc9110('7.2'), 'balancer:http'),
  host('with a port past 65535', rfc9110('7.2'), 'balancer:65536'),
  host('with two ports', sources.kettle2017, 'balancer:80:81'),
  host('with a negative port', sources.tReqs2021, 'balancer:-80'),
  host('of a NUL', sources.tReqs2021, 'balancer\x00evil'),
  host('with a control character', sources.tReqs2021, 'balancer\x01'),
  host('of non-ASCII', sources.garden2024, 'balanc\xe9r'),
  host('with a quote', sources.hostOfTroubles, '"balancer"'),
  host('with angle brackets', sources.hostOfTroubles, '<balancer>'),
  host('with an open bracket', rfc9110('7.2'), '[::1'),
  host('of letters in brackets', rfc9110('7.2'), '[evil]'),
  refused('101 fields', rfc9110('5.4'), get(fields(100)), [431]),
  refused('5,000 fields', rfc9110('5.4'), get(fields(5000)), [431]),
  refused('a field of 16 kB', rfc9110('5.4'), get([`X-A: ${'a'.repeat(16_384)}`]), [431]),
  refused('a field of 1 MB', rfc9110('5.4'), get([`X-A: ${'a'.repeat(1_000_000)}`]), [431]),
  refused(
    'a field of 20 kB without an end',
    sources.probe,
    `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}`,
    [431],
  ),
  refused('a name of 16 kB', sources.probe, get([`${'X'.repeat(16_384)}: 1`]), [431]),
  refused(
    'fields of 16 kB together',
    rfc9110('5.4'),
    get(Array.from({ length: 40 }, (_, at) => `X-${at}: ${'a'.repeat(500)}`)),
    [431],
  ),
  refused('a target of 8,193 bytes', rfc9112('3'), get([], `/${'a'.repeat(8_192)}`), [414]),
  refused('a target of 64 kB', rfc9112('3'), get([], `/${'a'.repeat(65_536)}`), [414, 431]),
  refused('a target of 20 kB without an end', sources.probe, `GET /${'a'.repeat(20_000)}`, [400, 414, 431]),
  refused('a method of 20 kB without an end', sources.probe, 'A'.repeat(20_000), [400, 414, 431, 501]),
  refused(
    'a method of 1,000 letters',
    rfc9112('3'),
    request(`${'A'.repeat(1000)} / HTTP/1.1`, ['Host: a']),
    [400, 501],
  ),
];
