import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      await delay(20); // a reader that takes its time: that is what is tested
    }
    expect((await exit)[0]).toBe(0);
    expect(text.length).toBeGreaterThan(400_000);
    expect(() => JSON.parse(text)).not.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});
