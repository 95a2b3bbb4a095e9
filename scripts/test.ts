/**
 * Runs everything that must hold before a change goes in: lint, types, and every test.
 *
 * Usage: npm test
 *
 * In two lanes side by side, because the tests of processes wait more than they compute and run one file at a time. A third
 * lane saves half a minute, and takes the processor from tests that count on an answer within 60 ms. What the first lane
 * says is shown as it comes, the second's when it is over. The exit code is 0 where all of it passed.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Of the tests of processes, those that the other lane has time for. */
const moved = ['voting-planted-bugs', 'supervisor'].map((name) => `tests/processes/${name}.test.ts`);
const lanes = [
  [`vitest run --project processes ${moved.map((file) => `--exclude ${file}`).join(' ')}`],
  [
    'npm run -s check',
    'vitest run --project unit --project tidy --project conformance --project browser',
    `vitest run --project processes ${moved.join(' ')}`,
  ],
];

const failed = await Promise.all(lanes.map((lane, index) => runInTurn(lane, index === 0 ? 'inherit' : 'pipe')));
const all = failed.flat();
for (const command of all) console.error(`failed: ${command}`);
process.exit(all.length === 0 ? 0 : 1);

/** @returns the commands that failed. */
async function runInTurn(commands: readonly string[], output: 'inherit' | 'pipe'): Promise<string[]> {
  const failures: string[] = [];
  for (const command of commands) if (!(await passes(command, output))) failures.push(command);
  return failures;
}

function passes(command: string, output: 'inherit' | 'pipe'): Promise<boolean> {
  const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', output, output] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (said.length > 0) process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}
