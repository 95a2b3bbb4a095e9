/**
 * A service for the supervisor's tests. Its argument says how it behaves: `good`, `slow-start` (ready after 300 ms),
 * `stubborn` (ignores SIGTERM), `broken` (prints and exits with 7), `misused` and `misconfigured` (so with 64 and 78),
 * `never-ready` (answers 503), `short-lived` (exits 100 ms after its first passed check).
 */
import { createServer } from 'node:http';

const [behaviour = 'good'] = process.argv.slice(2);
if (behaviour === 'broken') {
  console.error('cannot open the file of settings');
  process.exit(7);
}
if (behaviour === 'stubborn') process.on('SIGTERM', () => console.log('no'));
const refusal = { misused: 64, misconfigured: 78 }[behaviour];
if (refusal !== undefined) {
  console.error('there is no such setting');
  process.exit(refusal);
}
const server = createServer((request, response) => {
  response.statusCode = behaviour === 'never-ready' || request.url !== '/health' ? 503 : 200;
  response.end(JSON.stringify(process.env.INSTANCE_ID));
  if (behaviour === 'short-lived') setTimeout(() => process.exit(1), 100);
});
setTimeout(() => server.listen(Number(process.env.PORT), '127.0.0.1'), behaviour === 'slow-start' ? 300 : 0);
