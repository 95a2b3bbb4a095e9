/**
 * What a link proxy costs: latency added to an HTTP keep-alive request, and throughput through one link, each beside
 * the direct connection in the same run.
 *
 * Usage: npm run bench:links            (about 15 s)
 *        node benchmarks/links.ts [rounds]
 *
 * Not measured: TLS, many connections at once, a link with a fault on it.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openLinkProxies } from '@temblor/runtime/links/open-link-proxies';

const requestsPerBatch = 1500;
const transferBytes = 512 * 1024 * 1024;
const pieceBytes = 256 * 1024;
const httpRequest = 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n';

interface Ports {
  readonly http: number;
  readonly source: number;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The other process: a minimal HTTP server, and a socket that sends as much as it can to whoever connects. */
async function serve(): Promise<void> {
  const http = createHttpServer((_request, response) => response.end('{"status":"ok"}'));
  http.keepAliveTimeout = 60_000;
  const piece = Buffer.alloc(pieceBytes, 1);
  const source = createServer((socket) => {
    let left = transferBytes;
    const send = (): void => {
      while (left > 0) {
        left -= piece.length;
        if (!socket.write(piece)) return;
      }
      socket.end();
    };
    socket.on('drain', send);
    socket.on('error', () => undefined);
    send();
  });
  const ports: Ports = { http: await listen(http), source: await listen(source) };
  process.send?.(ports);
  process.on('disconnect', () => process.exit(0));
}

/** Round trips of one request after the other on one connection, in µs, sorted. */
function measureRequests(port: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const roundTripsUs: number[] = [];
    let sentMs = 0;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const send = (): void => {
      sentMs = performance.now();
      socket.write(httpRequest);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', () => {
      roundTripsUs.push((performance.now() - sentMs) * 1000);
      if (roundTripsUs.length < requestsPerBatch) {
        send();
        return;
      }
      socket.destroy();
      resolve(roundTripsUs.slice(100).sort((left, right) => left - right));
    });
  });
}

/** The rate at which one connection takes what the source has, in MB/s (10⁶ bytes). */
function measureTransfer(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    let received = 0;
    const count = (bytes: number): boolean => {
      received += bytes;
      return true;
    };
    const socket = connect({ port, host: '127.0.0.1', onread: { buffer: Buffer.alloc(pieceBytes), callback: count } });
    socket.on('error', reject);
    socket.on('close', () => {
      if (received !== transferBytes) reject(new Error(`${received} of ${transferBytes} bytes arrived`));
      else resolve(received / 1000 / (performance.now() - startMs));
    });
    socket.resume();
  });
}

function at(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Median, least and greatest of the rounds. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((left, right) => left - right);
  const [median, least, greatest] = [at(sorted, 50), at(sorted, 0), at(sorted, 100)].map((one) => one.toFixed(digits));
  return `${median} (${least} to ${greatest})`;
}

async function measure(rounds: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['--serve']);
  const [ports]: Ports[] = await once(child, 'message');
  if (ports === undefined) throw new Error('the server told no ports');
  await using proxies = await openLinkProxies();
  const http = await proxies.open('bench->http', { host: '127.0.0.1', port: ports.http });
  const source = await proxies.open('bench->source', { host: '127.0.0.1', port: ports.source });
  const added50: number[] = [];
  const added99: number[] = [];
  const latencyRatios: number[] = [];
  const directRates: number[] = [];
  const proxiedRates: number[] = [];
  await measureRequests(ports.http);
  await measureRequests(http);
  for (let round = 0; round < rounds; round += 1) {
    const direct = await measureRequests(ports.http);
    const proxied = await measureRequests(http);
    added50.push(at(proxied, 50) - at(direct, 50));
    added99.push(at(proxied, 99) - at(direct, 99));
    latencyRatios.push(at(proxied, 50) / at(direct, 50));
    directRates.push(await measureTransfer(ports.source));
    proxiedRates.push(await measureTransfer(source));
  }
  child.disconnect();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
  console.log(`${rounds} rounds; median (least to greatest) over the rounds\n`);
  console.log(`added to a request, p50   ${spread(added50, 0)} µs     goal ≤ 150`);
  console.log(`added to a request, p99   ${spread(added99, 0)} µs`);
  console.log(`request p50, × direct     ${spread(latencyRatios, 2)}`);
  console.log(`through one link          ${spread(proxiedRates, 0)} MB/s   goal ≥ 500`);
  console.log(`directly                  ${spread(directRates, 0)} MB/s`);
  const shares = proxiedRates.map((rate, round) => rate / (directRates[round] ?? Number.NaN));
  console.log(`rate, × direct            ${spread(shares, 2)}`);
}

if (process.argv[2] === '--serve') await serve();
else await measure(Number(process.argv[2] ?? 7));
