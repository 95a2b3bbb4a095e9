/**
 * Runs everything that must hold before a change goes in: lint, types, and every test.
 *
 * Usage: npm test
 *
 * Side by side, on two cores, because the tests of processes wait more than they compute: three lanes of jobs that start
 * processes and browsers, and one, of lower priority, of what only computes. What a job says is shown when it is over. The
 * exit code is 0 where all of them passed.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lanesOfProcesses = 3;
/** Into so many jobs the tests of processes are dealt out, by file. */
const shards = 5;
/** The longest first. */
const starting = [
  'vitest run --project browser',
  ...Array.from({ length: shards }, (_, index) => `vitest run --project processes --shard ${index + 1}/${shards}`),
  'vitest run --project conformance',
];
/** What they take of the processor, the others leave. */
const computing = ['nice -n 5 vitest run --project unit --project tidy', 'nice -n 5 npm run -s check'];

const failed: string[] = [];
const lanes = Array.from({ length: lanesOfProcesses }, () => takeJobs(starting));
await Promise.all([...lanes, takeJobs(computing)]);
for (const command of failed) console.error(`failed: ${command}`);
process.exit(failed.length === 0 ? 0 : 1);

async function takeJobs(jobs: string[]): Promise<void> {
  for (let command = jobs.shift(); command !== undefined; command = jobs.shift()) {
    const startedMs = performance.now();
    const { passed, said } = await run(command);
    if (!passed) failed.push(command);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    process.stdout.write(`\n── ${command}: ${passed ? 'passed' : 'failed'} in ${seconds} s\n${said}`);
  }
}

function run(command: string): Promise<{ passed: boolean; said: string }> {
  const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ passed: code === 0, said: Buffer.concat(said).toString() }));
  });
}
