import { describe, expect, test } from 'vitest';
import type { MachineFacts } from './findings.ts';
import { judgeMachine } from './findings.ts';

const good: MachineFacts = {
  platform: 'linux',
  architecture: 'x64',
  nodeVersion: 'v26.10.0',
  npmVersion: '11.0.0',
  cores: 2,
  availableMemoryBytes: 4e9,
  freeDiskBytes: 4e9,
  folderWritable: true,
  openFilesLimit: 1024,
  ports: [{ port: 7070, user: 'the control API', owner: undefined, ownedByLab: false }],
  postgresql: { kind: 'ready', version: '18.4', account: 'nobody' },
};

describe('the doctor', () => {
  test('finds nothing on a good machine', () => {
    expect(judgeMachine(good).map(({ state }) => state)).not.toContain('warning');
    expect(judgeMachine(good).map(({ state }) => state)).not.toContain('missing');
  });

  test('takes no port for taken that the lab here has itself', () => {
    const ports = [...good.ports, { port: 8000, user: 'balancer', owner: 'pid 9 (node)', ownedByLab: true }];
    const about = judgeMachine({ ...good, ports }).filter(({ subject }) => subject.startsWith('port'));
    const found = 'all 2 default ports are free, or used by the lab that runs here (1)';
    expect(about).toEqual([{ subject: 'ports', state: 'ok', found }]);
  });

  test.each([
    [{ nodeVersion: 'v20.1.0' }, 'Node', 'missing', 'npm ci'],
    [{ npmVersion: undefined }, 'npm', 'warning', 'nodejs.org'],
    [{ platform: 'win32' }, 'platform', 'missing', 'WSL2'],
    [{ architecture: 'riscv64' }, 'platform', 'warning', 'untried'],
    [{ cores: 1 }, 'cores', 'warning', 'one core'],
    [{ availableMemoryBytes: 3e8 }, 'memory', 'warning', 'end other programs'],
    [{ freeDiskBytes: 1e8 }, 'disk', 'warning', 'make room'],
    [{ folderWritable: false }, 'folder', 'missing', 'folder of your own'],
    [{ openFilesLimit: 256 }, 'open files', 'warning', 'ulimit -n'],
    [
      { postgresql: { kind: 'missing', reason: 'no binaries', hint: 'install it' } },
      'PostgreSQL',
      'warning',
      '--store postgres=',
    ],
    [
      { ports: [{ port: 5001, user: 'inventory of voting', owner: 'pid 9 (nginx)', ownedByLab: false }] },
      'port 5001',
      'warning',
      '--ports strict',
    ],
  ] satisfies [Partial<MachineFacts>, string, string, string][])(
    '%j is told with what to do',
    (change, subject, state, advice) => {
      const finding = judgeMachine({ ...good, ...change }).find((candidate) => candidate.subject === subject);
      expect(finding).toMatchObject({ state, advice: expect.stringContaining(advice) });
    },
  );
});
