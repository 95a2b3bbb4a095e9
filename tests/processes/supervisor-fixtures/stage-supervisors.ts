/** Instances under supervision, on a real guardian, with everything that their supervisors told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { JournalFact } from '@temblor/lab/journal/event';
import { defineSystem } from '@temblor/lab/system/define-system';
import { planTopology } from '@temblor/lab/system/topology';
import type { Guardian } from '@temblor/runtime/guardian/guardian';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { LogStore } from '@temblor/runtime/processes/log-store';
import { freePort, releasePort } from '@temblor/runtime/processes/ports';
import type { SupervisedInstance } from '@temblor/runtime/processes/supervisor';
import { superviseInstance } from '@temblor/runtime/processes/supervisor';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** Opens the guardian before the tests of a file, and ends what each of them has started. */
export function stageSupervisors() {
  let folder = '';
  let guardian: Guardian;
  const logs = new LogStore();
  const facts: (JournalFact & { atUs: number })[] = [];
  let opened = new AsyncDisposableStack();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'temblor-supervisor-test-'));
    guardian = await openGuardian({ folder });
    guardian.onLines((lines) => {
      for (const { name, atUs, stream, text } of lines) logs.append({ instance: name, atUs, stream, text });
    });
  });
  afterEach(async () => {
    await opened.disposeAsync();
    opened = new AsyncDisposableStack();
    facts.length = 0;
  });
  afterAll(async () => {
    await guardian[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function supervise(
    behaviour: string,
    options: { restart?: boolean; readyWithinMs?: number; file?: string } = {},
  ): Promise<SupervisedInstance> {
    const program = new URL('../guardian-fixtures/service.ts', import.meta.url).pathname;
    const { restart = true, readyWithinMs = 10_000, file = process.execPath } = options;
    const system = defineSystem({
      name: 'test',
      title: 'Test',
      description: 'One instance.',
      services: {
        [behaviour]: {
          run: { command: [file, '--disable-warning=ExperimentalWarning', program, behaviour] },
          health: { readyWithinMs },
          restart,
        },
      },
    });
    const [plan] = planTopology(system).instances;
    if (plan === undefined) throw new Error('no instance is planned');
    const port = await freePort();
    opened.defer(() => releasePort(port));
    return opened.use(
      superviseInstance({
        plan,
        port,
        urls: {},
        guardian,
        clock: monotonicClock,
        facts: (atUs, fact) => facts.push({ atUs, ...fact }),
        recentLines: () => logs.recent(plan.id),
        logsCommand: `temblor logs ${plan.id} --system test-2`,
      }),
    );
  }

  const told = () => facts.map(({ type }) => type);
  const untilTold = async (type: JournalFact['type'], count = 1, timeoutMs = 30_000) => {
    const all = () => facts.filter((fact) => fact.type === type);
    await pollUntil(() => all().length >= count, { timeoutMs, intervalMs: 2 });
    expect(told().filter((name) => name === type).length).toBeGreaterThanOrEqual(count);
    return all()[count - 1];
  };
  return { facts, opened: () => opened, supervise, told, untilTold };
}
