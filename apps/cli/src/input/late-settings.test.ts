import { expect, test } from 'vitest';
import { refuseLateSettings } from './late-settings.ts';

const nothing = { set: {}, store: {} };

test.each([
  [{ ...nothing, set: { MODE: 'safe', TOKEN: 'hush' } }, '--set MODE, --set TOKEN'],
  [{ ...nothing, store: { db: 'postgres://localhost/db' } }, '--store db'],
  [{ ...nothing, seed: 0 }, '--seed 0'],
  [{ ...nothing, ports: 'strict' }, '--ports strict'],
])('%o is refused for what is up already, by name and without its values', (given, named) => {
  expect(() => refuseLateSettings('echo', given)).toThrowError(
    expect.objectContaining({
      code: 'settings-too-late',
      exitCode: 64,
      message: `'echo' is up already, and ${named} would change nothing`,
      hint: expect.stringContaining('temblor down echo'),
    }),
  );
});

test('what asks for nothing is not refused', () => {
  expect(() => refuseLateSettings('echo', nothing)).not.toThrow();
});
