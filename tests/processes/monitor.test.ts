/** The health monitor as a command, on servers that know nothing of it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { openCommandFolder } from './cli-fixtures/temblor-command.ts';

/** A server that answers everything with one status. */
async function serve(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    asked,
    id: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('any servers can be watched, without a lab: one that fails is found, and its circuit opens', async () => {
  await using folder = openCommandFolder();
  await using well = await serve(200);
  await using failing = await serve(500);
  const targets = ['--url', well.url, '--url', failing.url, '--interval', '10'];
  const { code, document } = await folder.json('monitor', ...targets, '--for', '200ms', '--path', '/live');
  expect(code).toBe(0);
  expect(document).toMatchObject({
    path: '/live',
    sequential: {
      checks: [
        { target: well.id, up: true },
        { up: false, detail: 'answered 500' },
      ],
    },
    parallel: { rounds: 5, factor: expect.any(Number) },
    guarded: { decisions: expect.arrayContaining([`${failing.id}: circuit opened (3 failures in a row)`]) },
    continuous: [{ state: 'up' }, { state: 'down' }],
  });
  expect(new Set(well.asked)).toEqual(new Set(['/live']));
});

test('Ctrl-C ends the last step in order, with what was found', async () => {
  await using folder = openCommandFolder();
  await using well = await serve(200);
  const monitor = folder.launch('monitor', '--step', '4', '--url', well.url);
  await monitor.said('is up');
  monitor.process.kill('SIGINT');
  expect(await monitor.finished).toMatchObject({ code: 0, stdout: expect.stringMatching(/up .*checks, 0 failed/) });
});

test.each([
  ['where the balancer is not up', ['monitor', 'balancer'], 69, 'temblor up balancer'],
  ['for a system that it does not know', ['monitor', 'balancr'], 64, "did you mean 'balancer'?"],
  ['for a step that there is not', ['monitor', '--step', '5'], 64, '--step: one of: 1, 2, 3, 4'],
  ['for what is no URL', ['monitor', '--url', 'localhost:3000'], 64, 'http://'],
  ['for no time at all', ['monitor', '--for', '0'], 64, '--for: it must be longer than 0'],
  ['for a watch without end', ['monitor', '--for', '999h'], 64, '--for: it may be at most 1h'],
  ['for a latency that nobody adds', ['monitor', '--url', 'http://[::1]:1', '--latency', '9'], 64, 'effect with --url'],
  ['for a latency in a later step', ['monitor', '--step', '3', '--latency', '9'], 64, 'has no effect in step 3'],
  ['for a latency without faults', ['monitor', '--no-faults', '--latency', '9'], 64, 'has no effect with --no-faults'],
  ['for a demo that there is not', ['demo', 'votting'], 64, "there is no demo of 'votting'"],
  ['for a rate that is none', ['demo', '--rate', '0'], 64, '--rate: it must be at least 1'],
])('%s it says what to do', async (_name, args, code, words) => {
  await using folder = openCommandFolder();
  expect(await folder.temblor(...args)).toMatchObject({ code, stderr: expect.stringContaining(words) });
});
