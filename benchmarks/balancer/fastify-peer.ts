/** The peer @fastify/http-proxy, a process of its own: `node fastify-peer.ts <upstream's URL>`. */
import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

const app = fastify({ logger: false, keepAliveTimeout: 120_000 });
await app.register(httpProxy, { upstream: process.argv[2] ?? '', undici: { connections: 128, pipelining: 1 } });
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
process.on('disconnect', () => process.exit(0));
