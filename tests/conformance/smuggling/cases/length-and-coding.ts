/** Two framings in one request: a Content-Length beside a Transfer-Encoding, in every order and number. */
import type { CorpusCase } from '../corpus-case.ts';
import { post, refused, request, smuggled } from '../corpus-case.ts';
import { rfc9112, sources } from '../sources.ts';

const length = 'Content-Length: 6';
const chunked = 'Transfer-Encoding: chunked';

/** A body of six bytes by its length, of none by its chunks. */
const clTe = '0\r\n\r\nG';
/** A body of four bytes by its length, of a whole request by its chunks. */
const teCl = `2c\r\n${smuggled}\r\n0\r\n\r\n`;

export const lengthAndCoding: readonly CorpusCase[] = [
  refused('CL before TE (CL.TE)', sources.kettle2019, post([length, chunked], clTe)),
  refused('TE before CL (CL.TE)', sources.linhart2005, post([chunked, length], clTe)),
  refused('CL before TE (TE.CL)', sources.kettle2019, post(['Content-Length: 4', chunked], teCl)),
  refused('TE before CL (TE.CL)', sources.kettle2019, post([chunked, 'Content-Length: 4'], teCl)),
  refused('CL and TE that agree', rfc9112('6.1'), post(['Content-Length: 5', chunked], '0\r\n\r\n')),
  refused('CL of 0 and TE', sources.klein2020, post(['Content-Length: 0', chunked], clTe)),
  refused('TE and CL of 0', sources.klein2020, post([chunked, 'Content-Length: 0'], clTe)),
  refused(
    'CL and TE with other fields between',
    'Apache httpd CVE-2005-2088',
    post([length, 'X-A: 1', 'X-B: 2', chunked], clTe),
  ),
  refused(
    'CL and TE on either side of Host',
    sources.tReqs2021,
    request('POST / HTTP/1.1', [length, 'Host: a', chunked], clTe),
  ),
  refused('CL, TE, CL', 'Netty CVE-2019-20445', post([length, chunked, length], clTe)),
  refused('TE, CL, TE', sources.portSwigger, post([chunked, length, chunked], clTe), [400, 501]),
  refused(
    'CL and two TE, one unknown',
    sources.kettle2019,
    post([length, chunked, 'Transfer-Encoding: cow'], clTe),
    [400, 501],
  ),
  refused(
    'CL and two TE, the unknown one first',
    sources.smuggler,
    post([length, 'Transfer-Encoding: cow', chunked], clTe),
    [400, 501],
  ),
  refused(
    'CL and TE: identity',
    'Tomcat CVE-2021-33037',
    post([length, 'Transfer-Encoding: identity'], 'hello!'),
    [400, 501],
  ),
  refused('CL and TE: gzip', sources.tReqs2021, post([length, 'Transfer-Encoding: gzip'], 'hello!'), [400, 501]),
  refused('CL and an empty TE', sources.probe, post([length, 'Transfer-Encoding:'], 'hello!'), [400, 501]),
  refused('an empty CL and TE', 'HAProxy CVE-2023-40225', post(['Content-Length:', chunked], clTe)),
  refused('an invalid CL and TE', 'Twisted CVE-2020-10109', post(['Content-Length: x', chunked], clTe)),
  refused('a negative CL and TE', sources.tReqs2021, post(['Content-Length: -1', chunked], clTe)),
  refused('two CL and TE', 'Twisted CVE-2020-10108', post([length, length, chunked], clTe)),
  refused(
    'CL and TE in lower case',
    sources.tReqs2021,
    post(['content-length: 6', 'transfer-encoding: chunked'], clTe),
  ),
  refused('CL and TE in mixed case', sources.smuggler, post(['cOnTeNt-LeNgTh: 6', 'TrAnSFer-EnCODinG: cHuNkeD'], clTe)),
  refused(
    'CL and TE with a tab before the value',
    sources.smuggler,
    post([length, 'Transfer-Encoding:\tchunked'], clTe),
  ),
  refused('CL and TE without a space', sources.smuggler, post([length, 'Transfer-Encoding:chunked'], clTe)),
  refused('CL and TE with two spaces', sources.smuggler, post([length, 'Transfer-Encoding:  chunked'], clTe)),
  refused('CL and TE with a space behind', sources.probe, post([length, 'Transfer-Encoding: chunked '], clTe)),
  refused('CL and TE with a tab behind', sources.smuggler, post([length, 'Transfer-Encoding: chunked\t'], clTe)),
  refused('CL and TE of a GET', sources.kettle2022, request('GET / HTTP/1.1', ['Host: a', length, chunked], clTe)),
  refused('CL and TE of a HEAD', sources.kettle2022, request('HEAD / HTTP/1.1', ['Host: a', length, chunked], clTe)),
  refused(
    'CL and TE of an OPTIONS',
    'Akamai CVE-2025-32094',
    request('OPTIONS / HTTP/1.1', ['Host: a', length, chunked], clTe),
  ),
  refused(
    'CL and TE of HTTP/1.0',
    'Tomcat CVE-2021-33037',
    request('POST / HTTP/1.0', ['Host: a', length, chunked], clTe),
  ),
  refused(
    'CL and TE that Connection names',
    sources.davison2019,
    post([length, chunked, 'Connection: Transfer-Encoding'], clTe),
  ),
];
