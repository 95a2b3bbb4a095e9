/**
 * Runs everything that must hold before a change goes in: lint, types, and every test.
 *
 * Usage: npm test
 *
 * Three jobs run side by side, on two cores, because the tests of processes wait more than they compute; a fourth would take
 * the processor from tests that count on an answer in time. What a job says is shown when it is over; which tests failed in
 * it, and why, is told again at the very end, where the tail of a log shows it. The exit code is 0 where all of them passed.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { complaintIn } from './complaint.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const jobsAtOnce = 3;
/** Into so many jobs the tests of processes are dealt out, by file. */
const shards = 4;
/** The longest first, and those last that fill what is left. */
const waiting = [
  'vitest run --project browser',
  'vitest run --project unit --project tidy',
  ...Array.from({ length: shards }, (_, index) => `vitest run --project processes --shard ${index + 1}/${shards}`),
  'vitest run --project conformance',
  'npm run -s check',
];

const failed: { readonly command: string; readonly said: string }[] = [];
await Promise.all(Array.from({ length: jobsAtOnce }, takeJobs));
for (const { command, said } of failed) process.stdout.write(`\n── failed: ${command}\n${complaintIn(said)}`);
process.exit(failed.length === 0 ? 0 : 1);

async function takeJobs(): Promise<void> {
  for (let command = waiting.shift(); command !== undefined; command = waiting.shift()) {
    const startedMs = performance.now();
    const { passed, said } = await run(command);
    if (!passed) failed.push({ command, said });
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    process.stdout.write(`\n── ${command}: ${passed ? 'passed' : 'failed'} in ${seconds} s\n${said}`);
  }
}

function run(command: string): Promise<{ passed: boolean; said: string }> {
  // One pipe for both streams keeps what is said in its order.
  const child = spawn(`${command} 2>&1`, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ passed: code === 0, said: Buffer.concat(said).toString() }));
  });
}
