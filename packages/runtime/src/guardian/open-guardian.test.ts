import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { guardianFailed, openGuardian } from './open-guardian.ts';
import { recordFileOf } from './record.ts';

test('a guardian that cannot write its record fails with the reason, in one line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'temblor-guardian-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync('/nowhere/at-all', recordFileOf(folder)); // reads as absent, cannot be made
  const failure: unknown = await openGuardian({ folder }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'guardian-failed',
    message: expect.stringMatching(/^the guardian ended with code 1: its record .* cannot be written: EEXIST[^\n]*$/),
    hint: `check that ${folder} can be written`,
  });
});

test('a full disk is told to be freed', () => {
  expect(guardianFailed('ENOSPC: no space left on device', '/lab').hint).toBe('free disk space where /lab is');
});
