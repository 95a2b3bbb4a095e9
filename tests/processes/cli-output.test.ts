import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const temblor = fileURLToPath(new URL('../../temblor', import.meta.url));

test('what is written to a pipe arrives whole, however slowly it is read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  try {
    const systems = Array.from({ length: 200 }, (_, index) => ({
      name: `system-${index}`,
      title: 'Many',
      description: 'x'.repeat(2000),
      services: { one: { run: { command: ['true'] } } },
    }));
    const config = `import { defineConfig } from 'temblor';\nexport default defineConfig(${JSON.stringify({ systems })});\n`;
    await writeFile(join(folder, 'temblor.config.ts'), config);
    const child = spawn(temblor, ['systems', '--json'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += chunk;
      await delay(20); // a reader that takes its time: that is what is tested
    }
    expect((await exit)[0]).toBe(0);
    expect(printed.length).toBeGreaterThan(400_000);
    expect(() => JSON.parse(printed)).not.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.skipIf(!existsSync('/dev/full'))(
  'output that cannot be written ends the command with one line and its exit code',
  async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(temblor, ['systems'], { stdio: ['ignore', full.fd, 'pipe'] });
    const exit = once(child, 'exit');
    if (child.stderr === null) throw new Error('the command has no standard error');
    const told = await text(child.stderr);
    await full.close();
    expect(await exit).toEqual([74, null]);
    expect(told).toMatch(/^temblor: standard output cannot be written: ENOSPC.*\n$/);
  },
);
