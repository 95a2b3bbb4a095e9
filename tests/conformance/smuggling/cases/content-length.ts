/** A Content-Length that one reader takes for one number and the next reader for another. */
import type { CorpusCase } from '../corpus-case.ts';
import { post, refused, request, smuggled } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

const body = 'hello';

/** @returns a case whose only length is this one, as written. */
function length(name: string, source: string, value: string): CorpusCase {
  return refused(`CL ${name}`, source, post([`Content-Length:${value}`], body));
}

export const contentLength: readonly CorpusCase[] = [
  length('with a plus sign', 'hyper CVE-2021-32715', ' +5'),
  length('with a minus sign', rfc9112('6.3'), ' -5'),
  length('of minus zero', sources.probe, ' -0'),
  length('in hexadecimal', sources.tReqs2021, ' 0x5'),
  length('of hexadecimal digits', sources.tReqs2021, ' 5a'),
  length('in octal, 0o5', sources.probe, ' 0o5'),
  length('in binary, 0b101', sources.garden2024, ' 0b101'),
  length('with leading zeros', sources.probe, ' 005'),
  length('of several zeros', sources.probe, ' 00'),
  length('with an exponent', sources.tReqs2021, ' 5e0'),
  length('with a decimal point', sources.probe, ' 5.0'),
  length('with an underscore', 'Waitress CVE-2022-24761', ' 5_0'),
  length('with a comma for thousands', sources.tReqs2021, ' 5,000'),
  length('with a space within', sources.probe, ' 5 5'),
  length('with a tab within', sources.tReqs2021, ' 5\t0'),
  length('with letters behind', 'Traffic Server CVE-2021-32565', ' 5abc'),
  length('with a semicolon behind', sources.tReqs2021, ' 5;'),
  length('in quotes', sources.tReqs2021, ' "5"'),
  length('in apostrophes', sources.tReqs2021, " '5'"),
  length('of letters', rfc9112('6.3'), ' five'),
  length('that is empty', 'HAProxy CVE-2023-40225', ''),
  length('of white space', sources.probe, ' \t '),
  length('as a list of the same', rfc9110('8.6'), ' 5, 5'),
  length('as a list of different ones', rfc9110('8.6'), ' 5, 6'),
  length('as a list without a space', sources.probe, ' 5,5'),
  length('with a comma behind', sources.probe, ' 5,'),
  length('with a comma before', sources.probe, ' ,5'),
  length('with a vertical tab before', 'Waitress CVE-2019-16789', '\x0b5'),
  length('with a form feed behind', 'Waitress CVE-2019-16789', ' 5\x0c'),
  length('with a NUL behind', sources.leroy2016, ' 5\x00'),
  length('with a no-break space', 'Squid CVE-2020-15049', ' \xa05'),
  length('in digits of another script, as UTF-8', sources.garden2024, ' \xd9\xa5'),
  length('of a superscript digit', sources.garden2024, ' 5\xb2'),
  length('of 2^53', rfc9110('8.6'), ' 9007199254740992'),
  length('of 2^63', rfc9110('8.6'), ' 9223372036854775808'),
  length('of 2^64 + 5', sources.linhart2005, ' 18446744073709551621'),
  length('of 2^32 + 5 with zeros before', sources.tReqs2021, ' 00000000004294967301'),
  length('of a hundred digits', sources.probe, ` ${'9'.repeat(100)}`),
  refused('two CL that agree', 'Tomcat CVE-2005-2090', post(['Content-Length: 5', 'Content-Length: 5'], body)),
  refused(
    'two CL that differ, the larger last',
    sources.linhart2005,
    post(['Content-Length: 0', 'Content-Length: 44'], smuggled),
  ),
  refused(
    'two CL that differ, the larger first',
    sources.linhart2005,
    post(['Content-Length: 44', 'Content-Length: 0'], smuggled),
  ),
  refused(
    'two CL in different case',
    'Waitress CVE-2019-16792',
    post(['Content-Length: 5', 'content-length: 5'], body),
  ),
  refused('two CL, one of them empty', sources.tReqs2021, post(['Content-Length: 5', 'Content-Length:'], body)),
  refused('three CL', sources.tReqs2021, post(['Content-Length: 5', 'Content-Length: 5', 'Content-Length: 5'], body)),
  refused(
    'two CL of a GET',
    sources.linhart2005,
    request('GET / HTTP/1.1', ['Host: a', 'Content-Length: 0', 'Content-Length: 5'], body),
  ),
  refused(
    'two CL of HTTP/1.0',
    sources.linhart2005,
    request('POST / HTTP/1.0', ['Content-Length: 5', 'Content-Length: 6'], body),
  ),
  refused('CL with a space before the colon', rfc9112('5.1'), post(['Content-Length : 5'], body)),
  refused('CL with a tab before the colon', sources.smuggler, post(['Content-Length\t: 5'], body)),
  refused('CL after a space', 'Node CVE-2024-27982', post([' Content-Length: 5'], body)),
  refused('CL after a tab', sources.smuggler, post(['\tContent-Length: 5'], body)),
  refused('CL on the second line', rfc9112('5.2'), post(['Content-Length:', ' 5'], body)),
  refused('CL whose digits go on in the next line', rfc9112('5.2'), post(['Content-Length: 5', ' 5'], body)),
  refused('CL with a space for the hyphen', sources.smuggler, post(['Content Length: 5'], body)),
  refused('CL with a NUL in its name', 'Netty CVE-2021-43797', post(['Content-Length\x00: 5'], body)),
  refused('CL without a colon', 'Netty CVE-2019-20444', post(['Content-Length 5'], body)),
  refused('CL with an equals sign', sources.tReqs2021, post(['Content-Length=5'], body)),
  refused('CL smuggled by a bare CR', sources.leroy2016, post(['X: y\rContent-Length: 5'], body)),
  refused('CL smuggled by a bare LF', 'Waitress CVE-2019-16785', post(['X: y\nContent-Length: 5'], body)),
  refused('CL with a bare CR before its value', sources.leroy2016, post(['Content-Length:\r5'], body)),
];
