/** The whole corpus, by what the cases are about. */
import { bodies } from './cases/bodies.ts';
import { chunks, longBodies } from './cases/chunks.ts';
import { contentLength } from './cases/content-length.ts';
import { hopByHop } from './cases/hop-by-hop.ts';
import { hostsAndSizes } from './cases/hosts-and-sizes.ts';
import { lengthAndCoding } from './cases/length-and-coding.ts';
import { malformedLines } from './cases/malformed-lines.ts';
import { oddButValid } from './cases/odd-but-valid.ts';
import { requestLines } from './cases/request-lines.ts';
import { transferEncoding } from './cases/transfer-encoding.ts';
import type { CorpusCase } from './corpus-case.ts';

export interface CorpusGroup {
  readonly name: string;
  readonly cases: readonly CorpusCase[];
}

export const corpus: readonly CorpusGroup[] = [
  { name: 'two framings in one request', cases: lengthAndCoding },
  { name: 'Content-Length', cases: contentLength },
  { name: 'Transfer-Encoding', cases: transferEncoding },
  { name: 'malformed lines', cases: malformedLines },
  { name: 'chunked bodies', cases: chunks },
  { name: 'long bodies', cases: longBodies },
  { name: 'hosts and sizes', cases: hostsAndSizes },
  { name: 'request lines', cases: requestLines },
  { name: 'fields of the connection', cases: hopByHop },
  { name: 'bodies', cases: bodies },
  { name: 'odd but valid', cases: oddButValid },
];
