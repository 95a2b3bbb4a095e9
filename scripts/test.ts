/**
 * Runs everything that must hold before a change goes in: lint, types, and every test.
 *
 * Usage: npm test
 *
 * In three lanes side by side, because the tests of processes and of the page wait more than they compute and run one file
 * at a time. What the first lane says is shown as it comes, that of the others when they are over. The exit code is 0 where
 * all of it passed.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const processes = (...names: string[]) => names.map((name) => `tests/processes/${name}.test.ts`);

/** Of the tests of processes, those that other lanes have time for, so that all lanes end at about the same time. */
const besideThePage = processes(
  ...['balancer', 'balancer-planted-bugs', 'log', 'log-contract', 'log-planted-bugs', 'log-power-cut', 'postgresql'],
);
const besideTheUnits = processes('restart-fault', 'supervisor');
const elsewhere = [...besideThePage, ...besideTheUnits].map((file) => `--exclude ${file}`);

const lanes = [
  [`vitest run --project processes ${elsewhere.join(' ')}`],
  ['vitest run --project browser', `vitest run --project processes ${besideThePage.join(' ')}`],
  [
    'npm run -s check',
    'vitest run --project unit --project tidy --project conformance',
    `vitest run --project processes ${besideTheUnits.join(' ')}`,
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
