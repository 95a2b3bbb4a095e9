import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const command = fileURLToPath(new URL('../../temblor', import.meta.url));

/** What the verdicts are is tested beside the command; that they reach the shell is tested here. */
test('a history of a stale read is failed by the exit code of the command, and told on standard output', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-check-'));
  try {
    const events = ['1 :invoke :write 1', '1 :ok :write 1', '2 :invoke :read nil', '2 :ok :read nil'];
    await writeFile(join(folder, 'stale.log'), events.map((event) => `INFO  jepsen.util - ${event}\n`).join(''));
    const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(command, ['check', 'register', 'stale.log'], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error?.code, stdout, stderr }),
      );
    });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toContain('client 2: read → null, from line 3 to line 4: null, as it was at first, was');
  } finally {
    await rm(folder, { recursive: true });
  }
});
