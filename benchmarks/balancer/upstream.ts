/** The upstream of the benchmark, a process of its own: small answers, health, and as many bytes as one asks for. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';

const answer = JSON.stringify({ instance: 'upstream', port: 0 });
const piece = Buffer.alloc(65_536, 1);

/** Sends so many bytes, as fast as they are taken. */
async function sendBytes(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  for (let left = bytes; left > 0 && !response.destroyed; left -= piece.length) {
    const next = left < piece.length ? piece.subarray(0, left) : piece;
    if (!response.write(next)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream');
  if (pathname === '/bytes') void sendBytes(response, Number(searchParams.get('count')));
  else response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
