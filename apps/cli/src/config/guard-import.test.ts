import { expect, test } from 'vitest';
import { guardImport } from './guard-import.ts';

test('an import that is never over fails with its file', async () => {
  await expect(guardImport('/x/temblor.config.ts', 20, () => new Promise(() => undefined))).rejects.toMatchObject({
    code: 'config-timeout',
    exitCode: 78,
    message: expect.stringContaining('/x/temblor.config.ts'),
  });
});

test('signals have their default effect meanwhile, and their listeners again afterwards', async () => {
  const listener = () => undefined;
  process.on('SIGHUP', listener);
  const { exit } = process;
  const during = await guardImport('/x/temblor.config.ts', 1000, async () => process.listenerCount('SIGHUP'));
  const after = process.listeners('SIGHUP').includes(listener);
  process.off('SIGHUP', listener);
  expect(during).toBe(0);
  expect(after).toBe(true);
  expect(process.exit).toBe(exit);
});
