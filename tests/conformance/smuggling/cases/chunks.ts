/** Chunked bodies whose parts two readers delimit in different ways. */
import type { CorpusCase } from '../corpus-case.ts';
import { post, refused, smuggled } from '../corpus-case.ts';
import { rfc9110, rfc9112, sources } from '../sources.ts';

const end = '0\r\n\r\n';

function chunked(body: string): string {
  return post(['Transfer-Encoding: chunked'], body);
}

/** @returns a case of a chunk of `hello` whose size is written so. */
function size(name: string, source: string, written: string): CorpusCase {
  return refused(`chunk size ${name}`, source, chunked(`${written}\r\nhello\r\n${end}`));
}

/** @returns a case of a chunk of `hello` with this behind its size. */
function extension(name: string, source: string, written: string): CorpusCase {
  return refused(`chunk extension ${name}`, source, chunked(`5${written}\r\nhello\r\n${end}`));
}

function body(name: string, source: string, written: string, statuses?: readonly number[]): CorpusCase {
  return refused(name, source, chunked(written), statuses);
}

/** @returns a case of a body that ends in this trailer section; the chunks before it are well-formed. */
function trailer(name: string, source: string, written: string, statuses?: readonly number[]): CorpusCase {
  return body(`trailer ${name}`, source, `5\r\nhello\r\n0\r\n${written}\r\n\r\n`, statuses);
}

export const chunks: readonly CorpusCase[] = [
  size('with 0x', 'Waitress CVE-2022-24761', '0x5'),
  size('with 0X', 'Twisted CVE-2022-24801', '0X5'),
  size('with a backslash x', sources.tReqs2021, '\\x5'),
  size('with a plus sign', 'Twisted CVE-2022-24801', '+5'),
  size('with a minus sign', 'Apache httpd CVE-2002-0392', '-5'),
  size('of minus zero', sources.tReqs2021, '-0'),
  size('with an underscore', sources.probe, '0_5'),
  size('with a point', sources.tReqs2021, '5.0'),
  size('of a letter past f', rfc9112('7.1'), 'g'),
  size('with a letter past f behind', 'Waitress CVE-2022-24761', '5g'),
  size('after a space', sources.probe, ' 5'),
  size('after a tab', sources.tReqs2021, '\t5'),
  size('before a space', 'Node CVE-2021-22960', '5 '),
  size('before a tab', sources.tReqs2021, '5\t'),
  size('before many spaces', sources.garden2024, `5${' '.repeat(40)}`),
  size('with a space within', sources.tReqs2021, '0 5'),
  size('before a vertical tab', sources.garden2024, '5\x0b'),
  size('before a NUL', sources.leroy2016, '5\x00'),
  size('after a NUL', sources.leroy2016, '\x005'),
  size('before a no-break space', sources.garden2024, '5\xa0'),
  size('in digits of another script, as UTF-8', sources.garden2024, '\xd9\xa5'),
  size('in quotes', sources.tReqs2021, '"5"'),
  size('that is empty', rfc9112('7.1'), ''),
  size('that is empty, with an extension', sources.garden2024, ';a=b'),
  size('of 2^53', 'hyper CVE-2021-32714', '20000000000000'),
  size('of 2^63', 'nginx CVE-2013-2028', '8000000000000000'),
  size('of 2^64 - 1', 'nginx CVE-2013-2028', 'ffffffffffffffff'),
  size('of 2^64 + 5', 'hyper CVE-2021-32714', '10000000000000005'),
  size('of 2^128 + 5', sources.tReqs2021, '100000000000000000000000000000005'),
  size('of 1,000 digits', sources.leroy2016, 'f'.repeat(1000)),
  size('after a thousand zeros', sources.leroy2016, `${'0'.repeat(1000)}5`),
  body('a bare LF after the chunk size', 'Go CVE-2025-22871', `5\nhello\r\n${end}`),
  body('a bare CR after the chunk size', sources.chunks2025, `5\rhello\r\n${end}`),
  body('CR CR LF after the chunk size', sources.chunks2025, `5\r\r\nhello\r\n${end}`),
  body('LF CR after the chunk size', sources.chunks2025, `5\n\rhello\r\n${end}`),
  body('CR and a letter after the chunk size', sources.chunks2025, `5\rXhello\r\n${end}`),
  body('a bare LF after the last chunk size', sources.chunks2025, '5\r\nhello\r\n0\n\r\n'),
  body('a bare LF after the data of a chunk', sources.probe, `5\r\nhello\n${end}`),
  body('a bare CR after the data of a chunk', sources.chunks2025, `5\r\nhello\r${end}`),
  body('two other bytes after the data of a chunk', 'h11 CVE-2025-43859', `5\r\nhelloXX${end}`),
  body('LF LF after the data of a chunk', 'h11 CVE-2025-43859', `5\r\nhello\n\n${end}`),
  body('CR and a letter after the data of a chunk', 'h11 CVE-2025-43859', `5\r\nhello\rX${end}`),
  body('no line end after the data of a chunk', sources.probe, `5\r\nhello${end}`),
  body('two line ends after the data of a chunk', sources.chunks2025, `5\r\nhello\r\n\r\n${end}`),
  body('more data than the size says', 'Akamai CVE-2025-66373', `5\r\nhello!!\r\n${end}`),
  body('less data than the size says', 'Akamai CVE-2025-66373', `8\r\nhello\r\n${end}`),
  body('data without a size', sources.tReqs2021, `hello\r\n${end}`),
  body('an empty line before the first chunk', sources.chunks2025, `\r\n5\r\nhello\r\n${end}`),
  body('every line end a bare LF', 'Puma CVE-2021-41136', '5\nhello\n0\n\n'),
  body('every line end a bare CR', sources.chunks2025, '5\rhello\r0\r\r'),
  body('the end in LF LF', sources.chunks2025, '5\r\nhello\r\n0\r\n\n'),
  body('the end in CR CR', sources.chunks2025, '5\r\nhello\r\n0\r\n\r\r'),
  body('the end in CR and a letter', sources.garden2024, `5\r\nhello\r\n0\r\n\r${smuggled}\r\n\r\n`),
  body('a request for the first chunk', sources.kettle2019, `${smuggled}\r\n\r\n`),
  body('a last chunk of minus zero', sources.tReqs2021, '5\r\nhello\r\n-0\r\n\r\n'),
  body('a last chunk of 0x0', sources.tReqs2021, '5\r\nhello\r\n0x0\r\n\r\n'),
  body('a last chunk with data', sources.garden2024, '5\r\nhello\r\n0\r\nhello\r\n\r\n'),
  extension('with a bare LF (TERM.EXT)', sources.chunks2025, ';\nx'),
  extension('with a bare LF within a name', sources.chunks2025, ';a\nb'),
  extension('with a bare LF within a value', 'aiohttp CVE-2024-52304', ';a=b\nc'),
  extension('with a bare CR (EXT.TERM)', 'ASP.NET Core CVE-2025-55315', ';\rx'),
  extension('with a bare CR within a value', 'ASP.NET Core CVE-2025-55315', ';a=b\rc'),
  extension('with a bare LF within quotes', sources.chunks2025, ';a="\n"'),
  extension('with a bare CR within quotes', sources.chunks2025, ';a="\r"'),
  extension('that ends in a bare LF', 'Go CVE-2025-22871', ';a=b\nhello\r\n'),
  extension('that ends in CR CR LF', sources.chunks2025, ';a=b\r'),
  body('an empty size as the last one', rfc9112('7.1'), '5\r\nhello\r\n\r\n\r\n'),
  body('an empty size with an extension as the last one', sources.garden2024, '5\r\nhello\r\n;a=b\r\n\r\n'),
  body('an extension that ends in LF LF', sources.chunks2025, `5;a=b\n\nhello\r\n${end}`),
  extension('of a semicolon', sources.probe, ';'),
  extension('of two semicolons', sources.garden2024, ';;a'),
  extension('of an equals sign', sources.garden2024, ';=a'),
  extension('after a semicolon and a space at the end of its line', 'Node CVE-2021-22960', ';a '),
  extension('with a NUL', sources.probe, ';a=\x00'),
  extension('with a control character', sources.garden2024, ';a=\x07'),
  extension('with DEL', sources.garden2024, ';\x7f'),
  extension('of 300 bytes', 'Go CVE-2023-39326', `;${'a'.repeat(300)}`),
  extension('of 20,000 bytes', 'Go CVE-2023-39326', `;${'a'.repeat(20_000)}`),
  extension('after a comma', sources.garden2024, ',a=b'),
  extension('after an equals sign', sources.garden2024, '=a'),
  extension('without a semicolon', sources.tReqs2021, ' a=b'),
  extension('of a bare LF and a smuggled chunk (TERM.EXT)', sources.chunks2025, `;\n2c\r\n${smuggled}`),
  body('an extension of the last chunk with a bare LF', sources.chunks2025, `5\r\nhello\r\n0;\n\r\n${smuggled}`),
  trailer('with a bare LF', sources.chunks2025, 'X-T: 1\nX-U: 2'),
  trailer('with a bare CR', sources.chunks2025, 'X-T: 1\rX-U: 2'),
  trailer('with a NUL', 'Tomcat CVE-2023-45648', 'X-T: \x00'),
  trailer('without a colon', 'Puma CVE-2023-40175', 'X-T'),
  trailer('of a request line', 'aiohttp CVE-2025-53643', 'GET /smuggled HTTP/1.1'),
  trailer('with a space before the colon', rfc9112('5.1'), 'X-T : 1'),
  trailer('with an empty name', rfc9110('5.1'), ': 1'),
  trailer('with a fold', rfc9112('5.2'), 'X-T: 1\r\n 2'),
  trailer('after white space', rfc9112('5.2'), ' X-T: 1'),
  trailer('with a control character in its name', 'Tomcat CVE-2023-45648', 'X-\x02: 1'),
  trailer('of 20,000 bytes', 'Tomcat CVE-2023-46589', `X-T: ${'a'.repeat(20_000)}`, [400, 431]),
  trailer(
    'of 200 fields',
    'Tomcat CVE-2023-46589',
    Array.from({ length: 200 }, (_, at) => `X-${at}: 1`).join('\r\n'),
    [400, 431],
  ),
];

/** So much that a part of it is with the upstream before the flaw is read. */
const long = `${(100_000).toString(16)}\r\n${'a'.repeat(100_000)}\r\n`;

/** Bodies that go wrong late, or end early. */
export const longBodies: readonly CorpusCase[] = [
  {
    name: 'a bad chunk size after 100 kB',
    source: sources.chunks2025,
    bytes: chunked(`${long}5g\r\nhello\r\n${end}`),
    must: { kind: 'break-off', by: 'malformed' },
  },
  {
    name: 'a bare LF in an extension after 100 kB',
    source: sources.chunks2025,
    bytes: chunked(`${long}0;\n\r\n${smuggled}\r\n\r\n`),
    must: { kind: 'break-off', by: 'malformed' },
  },
  {
    name: 'a line end missing after 100 kB',
    source: 'h11 CVE-2025-43859',
    bytes: chunked(`${long.slice(0, -2)}XX${end}`),
    must: { kind: 'break-off', by: 'malformed' },
  },
  {
    name: 'a bad trailer after 100 kB',
    source: sources.garden2024,
    bytes: chunked(`${long}0\r\nGET /smuggled HTTP/1.1\r\n\r\n`),
    must: { kind: 'break-off', by: 'malformed' },
  },
  {
    name: 'the client leaves after 100 kB of a chunk',
    source: sources.kettle2022,
    bytes: chunked(`30d40\r\n${'a'.repeat(100_000)}`),
    must: { kind: 'break-off', by: 'leaving' },
  },
  {
    name: 'the client leaves before the last chunk, after 100 kB',
    source: sources.kettle2022,
    bytes: chunked(long),
    must: { kind: 'break-off', by: 'leaving' },
  },
  {
    name: 'the client leaves after 100 kB of the 200 kB that Content-Length says',
    source: sources.kettle2022,
    bytes: post(['Content-Length: 200000'], 'a'.repeat(100_000)),
    must: { kind: 'break-off', by: 'leaving' },
  },
];
