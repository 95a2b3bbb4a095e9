import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openCommandFolder } from './cli-fixtures/temblor-command.ts';

test('starting what is up already says so and is no failure, unless it is to run otherwise', async () => {
  await using folder = openCommandFolder();
  expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
  expect(await folder.json('up', 'echo')).toMatchObject({ code: 0, document: { id: 'echo' } });
  const otherwise = await folder.temblor('up', 'echo', '--set', 'MODE=safe');
  expect(otherwise).toMatchObject({ code: 64, stderr: expect.stringContaining('--set MODE would change nothing') });
  expect(otherwise.stderr).toContain('temblor down echo');
});

test('a port that is taken is an error under --ports strict, naming its owner', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await using other = openCommandFolder([port]);
  expect((await other.temblor('up', 'echo', '--id', 'first', '--ports', 'auto')).code).toBe(0);
  const strict = await other.temblor('up', 'echo', '--ports', 'strict');
  expect(strict).toMatchObject({ code: 69, stderr: expect.stringContaining(`pid ${process.pid}`) });
  const preferred = await other.temblor('up', 'echo');
  expect(preferred.stdout).toContain(`port ${port} is taken by pid ${process.pid}`);
  server.close();
});
