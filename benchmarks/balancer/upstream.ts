/** The upstream of the benchmark, a process of its own: small answers, health, and as many bytes as one asks for. */
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';

const answer = JSON.stringify({ instance: 'upstream', port: 0 });
const piece = Buffer.alloc(65_536, 1);

function* bytesOf(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}

/** Sends so many bytes, as fast as they are taken. */
function sendBytes(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  pipeline(Readable.from(bytesOf(bytes)), response, () => undefined);
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream');
  if (pathname === '/bytes') sendBytes(response, Number(searchParams.get('count')));
  else response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
