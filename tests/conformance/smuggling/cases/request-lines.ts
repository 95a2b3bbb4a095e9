/** Request lines: targets that mean something else to the next reader, methods, versions. */
import type { CorpusCase } from '../corpus-case.ts';
import { refused, request } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

/** @returns a case of a request with this first line and a good `Host`. */
function start(name: string, source: string, line: string, statuses?: readonly number[]): CorpusCase {
  return refused(name, source, request(line, ['Host: balancer']), statuses);
}

function target(name: string, source: string, written: string, statuses?: readonly number[]): CorpusCase {
  return start(`target ${name}`, source, `GET ${written} HTTP/1.1`, statuses);
}

function version(name: string, source: string, written: string): CorpusCase {
  return start(`version ${name}`, source, `GET /images ${written}`, [400, 505]);
}

function method(name: string, source: string, written: string, statuses: readonly number[] = [400]): CorpusCase {
  return start(`method ${name}`, source, `${written} /images HTTP/1.1`, statuses);
}

const targets: readonly CorpusCase[] = [
  target('absolute, of another host than Host', sources.kettle2017, 'http://evil/images'),
  target('absolute, of another port than Host', sources.hostOfTroubles, 'http://balancer:81/images'),
  target('absolute, with userinfo', rfc9110('4.2.4'), 'http://user@balancer/images'),
  target('absolute, with another host as userinfo', sources.kettle2017, 'http://balancer@evil/images'),
  target('absolute, with a fragment', rfc9112('3.2'), 'http://balancer/images#a'),
  target('absolute, without a host', rfc9110('4.2.1'), 'http:///images'),
  target('of a scheme only', sources.tReqs2021, 'http://'),
  target('of a scheme without slashes', sources.tReqs2021, 'http:balancer'),
  target('of another scheme', sources.kettle2017, 'ftp://balancer/images'),
  target('of an unknown scheme', sources.kettle2017, 'xyz://balancer/images'),
  target('of file:', sources.kettle2017, 'file:///etc/passwd'),
  target('absolute, with a backslash', sources.kettle2017, 'http://balancer\\@evil/'),
  target('absolute, with a bad port', rfc9110('4.2.1'), 'http://balancer:x/images'),
  target('of an at sign and a host', sources.kettle2017, '@evil/images'),
  target('of a colon and an at sign', sources.kettle2017, ':80@evil/images'),
  target('without a slash', rfc9112('3.2.1'), 'images'),
  target('of a question mark', rfc9112('3.2.1'), '?a=b'),
  target('of a point', rfc9112('3.2.1'), './images'),
  target('of a backslash', sources.kettle2017, '\\images'),
  target('with a backslash for a slash', sources.kettle2017, '/\\evil/images'),
  target('with a backslash within', sources.kettle2017, '/a\\..\\images'),
  refused(
    'target absolute, with userinfo, and no Host',
    sources.kettle2017,
    request('GET http://balancer@evil/ HTTP/1.0', []),
  ),
  refused('target absolute, without a host, and no Host', rfc9110('4.2.1'), request('GET http:///images HTTP/1.0', [])),
  target('of an asterisk for GET', rfc9112('3.2.4'), '*'),
  target('of an authority for GET', rfc9112('3.2.3'), 'balancer:80'),
  target('with a fragment', 'HAProxy CVE-2023-45539', '/images#a'),
  target('with a number sign alone', 'HAProxy CVE-2023-45539', '/#'),
  target('with a space', 'nginx CVE-2013-4547', '/ima ges'),
  target('with a space at its end', 'nginx CVE-2013-4547', '/images '),
  target('with a tab', sources.leroy2016, '/ima\tges'),
  target('with a tab at its end', sources.leroy2016, '/images\t'),
  target('with a vertical tab', sources.leroy2016, '/ima\x0bges'),
  target('with a NUL', 'nginx CVE-2013-4547', '/images \x00'),
  target('with a control character', sources.tReqs2021, '/images\x01'),
  target('with DEL', sources.tReqs2021, '/images\x7f'),
  target('with a bare CR', sources.leroy2016, '/images\rX'),
  target('with a bare LF', sources.leroy2016, '/images\nX'),
  target('of non-ASCII in latin1', rfc9112('3.2'), '/im\xe4ges'),
  target('of non-ASCII in UTF-8', rfc9112('3.2'), '/im\xc3\xa4ges'),
  target('of overlong UTF-8', sources.probe, '/\xc0\xaf\xc0\xae'),
  target('with a whole request', sources.leroy2016, '/a HTTP/1.1 GET /smuggled', [400, 505]),
];

const lines: readonly CorpusCase[] = [
  start('no target', rfc9112('3'), 'GET HTTP/1.1'),
  start('an empty target', rfc9112('3'), 'GET  HTTP/1.1'),
  start('no target and no version', rfc9112('3'), 'GET'),
  start('two spaces after the method', rfc9112('3'), 'GET  /images HTTP/1.1'),
  start('a tab after the method', rfc9112('3'), 'GET\t/images HTTP/1.1'),
  start('a tab before the version', rfc9112('3'), 'GET /images\tHTTP/1.1'),
  start('a vertical tab before the version', rfc9112('3'), 'GET /images\x0bHTTP/1.1'),
  start('a no-break space before the version', sources.garden2024, 'GET /images\xa0HTTP/1.1'),
  start('a word behind the version', rfc9112('3'), 'GET /images HTTP/1.1 X', [400, 505]),
  start('a status line', sources.garden2024, 'HTTP/1.1 200 OK', [400, 505]),
  start('CONNECT to another host', rfc9110('9.3.6'), 'CONNECT evil:443 HTTP/1.1', [400, 405, 501]),
  refused(
    'CONNECT to its Host',
    rfc9110('9.3.6'),
    request('CONNECT balancer:80 HTTP/1.1', ['Host: balancer:80']),
    [405, 501],
  ),
  start('CONNECT with a path', rfc9110('9.3.6'), 'CONNECT /images HTTP/1.1', [400, 405, 501]),
  start('TRACE', rfc9110('9.3.8'), 'TRACE /images HTTP/1.1', [405, 501]),
  refused(
    'TRACE with a body',
    rfc9110('9.3.8'),
    request('TRACE / HTTP/1.1', ['Host: a', 'Content-Length: 5'], 'hello'),
    [400, 405, 501],
  ),
  refused(
    'TRACE for a trip of its own',
    sources.kettle2025,
    request('TRACE / HTTP/1.1', ['Host: a', 'Max-Forwards: 0']),
    [405, 501],
  ),
  start('OPTIONS without a slash', rfc9112('3.2.4'), 'OPTIONS images HTTP/1.1'),
  start('OPTIONS of two asterisks', rfc9112('3.2.4'), 'OPTIONS ** HTTP/1.1'),
  start('OPTIONS of an asterisk with a query', rfc9112('3.2.4'), 'OPTIONS *?a HTTP/1.1'),
  start('POST of an asterisk', rfc9112('3.2.4'), 'POST * HTTP/1.1'),
];

const methods: readonly CorpusCase[] = [
  method('in lower case', sources.tReqs2021, 'get', [400, 501]),
  method('in mixed case', sources.tReqs2021, 'Get', [400, 501]),
  method('that is empty', rfc9110('9.1'), ''),
  method('with a control character', rfc9110('9.1'), 'G\x01ET'),
  method('with an escape character', rfc9110('9.1'), '\x1bGET'),
  method('with a colon', rfc9110('9.1'), 'GET:'),
  method('with a slash', rfc9110('9.1'), 'GE/T'),
  method('in quotes', rfc9110('9.1'), '"GET"'),
  method('with a comma', rfc9110('9.1'), 'GET,POST'),
  method('in brackets', rfc9110('9.1'), '[GET]'),
  method('with an at sign', rfc9110('9.1'), 'GET@'),
  method('with a letter with an accent', rfc9110('9.1'), 'G\xc9T'),
  method('with a NUL behind', rfc9110('9.1'), 'GET\x00'),
];

const versions: readonly CorpusCase[] = [
  start('version is missing (HTTP/0.9)', rfc9112('2.3'), 'GET /images', [400, 505]),
  refused('HTTP/0.9 without fields', rfc9112('2.3'), 'GET /images\r\n\r\n', [400, 505]),
  version('missing behind a space', sources.probe, ''),
  version('0.9', rfc9112('2.3'), 'HTTP/0.9'),
  version('1.2', rfc9112('2.3'), 'HTTP/1.2'),
  version('1.9', sources.tReqs2021, 'HTTP/1.9'),
  version('2.0', rfc9112('2.3'), 'HTTP/2.0'),
  version('3.0', sources.tReqs2021, 'HTTP/3.0'),
  version('without a minor number', sources.probe, 'HTTP/1'),
  version('without a number', sources.tReqs2021, 'HTTP/'),
  version('with a minor number of two digits', rfc9112('2.3'), 'HTTP/1.10'),
  version('with a leading zero', sources.probe, 'HTTP/01.1'),
  version('with a zero behind', sources.tReqs2021, 'HTTP/1.01'),
  version('with letters behind', sources.tReqs2021, 'HTTP/1.1x'),
  version('in lower case', rfc9112('2.3'), 'http/1.1'),
  version('in mixed case', rfc9112('2.3'), 'Http/1.1'),
  version('with a space within', sources.probe, 'HTTP/ 1.1'),
  version('with a space before the slash', sources.tReqs2021, 'HTTP /1.1'),
  version('with a comma', sources.tReqs2021, 'HTTP/1,1'),
  version('without a point', sources.tReqs2021, 'HTTP/11'),
  version('negative', sources.tReqs2021, 'HTTP/-1.1'),
  version('of letters', sources.tReqs2021, 'HTTP/a.b'),
  version('with two slashes', sources.tReqs2021, 'HTTP//1.1'),
  version('with a backslash', sources.tReqs2021, 'HTTP\\1.1'),
  version('of another protocol', sources.garden2024, 'RTSP/1.0'),
  version('of another protocol with digits', sources.garden2024, 'ICAP/1.0'),
  version('HTTPS', sources.tReqs2021, 'HTTPS/1.1'),
  version('with a space behind', sources.tReqs2021, 'HTTP/1.1 '),
  version('with a tab behind', sources.tReqs2021, 'HTTP/1.1\t'),
  refused('the preface of HTTP/2', sources.h2c2020, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]),
];

export const requestLines: readonly CorpusCase[] = [...targets, ...lines, ...methods, ...versions];
