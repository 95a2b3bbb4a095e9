import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openHttpClient } from '@temblor/kit/http/http-client';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { test } from 'vitest';

const program = fileURLToPath(new URL('crash-points-fixtures/echo-service.ts', import.meta.url));

test.each([
  ['crash-before', 'unreachable'],
  ['crash-after', 'answered'],
] as const)(
  'a service that is to %s its second answer is killed there, and its caller finds it %s',
  async (act, found) => {
    await using opened = new AsyncDisposableStack();
    const environment = { PORT: '0', INSTANCE_ID: 'echo', TEMBLOR_LAB: '1' };
    // Its standard input stays open: it is what tells it that its lab lives.
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    opened.defer(() => void child.kill('SIGKILL'));
    const lines: string[] = [];
    const listening = Promise.withResolvers<number>();
    const ended = once(child, 'close');
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) listening.resolve(Number(port));
    });
    const url = `http://127.0.0.1:${await listening.promise}`;
    const client = opened.use(openHttpClient(url, { timeoutMs: 30_000, connections: 1 }));

    const order = { effect: 'answer GET /echo/:id', occurrence: 2, act, fault: 'f1' };
    const armed = await client.request({ method: 'POST', path: '/crash-points', body: order });
    assert.ok(armed.kind === 'answered' && armed.status === 200);
    const first = await client.request({ path: '/echo/1' });
    assert.deepEqual(first, { kind: 'answered', status: 200, body: { id: '1' } });
    assert.equal((await client.request({ path: '/echo/2' })).kind, found);
    const [, signal] = await ended;
    assert.equal(signal, 'SIGKILL');
    const facts = lines
      .flatMap((line) => parseFactLine(line)?.fact ?? [])
      .filter(({ type }) => type === 'switch-acted');
    assert.deepEqual(facts, [{ type: 'switch-acted', instance: 'echo', kind: act, fault: 'f1' }]);
  },
);
