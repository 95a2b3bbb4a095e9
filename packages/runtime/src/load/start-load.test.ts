import { monotonicClock } from '@temblor/foundation/clock/clock';
import { formatFactLine } from '@temblor/lab/journal/format-fact-line';
import { expect, test } from 'vitest';
import type { ChildExit, ChildLine } from '../guardian/guardian.ts';
import { formatAcknowledgement } from './load-messages.ts';
import { startLoad } from './start-load.ts';

/** A generator that answers every command, tells that it has finished, and lives on until it is killed. */
function stubbornGuardian(name: string) {
  const exited = Promise.withResolvers<ChildExit>();
  const signals: string[] = [];
  let listener: (lines: readonly ChildLine[]) => void = () => undefined;
  const say = (text: string) => listener([{ name, stream: 'stdout', text, atUs: 1 }]);
  return {
    signals,
    say,
    onLines: (given: typeof listener) => {
      listener = given;
      return { [Symbol.dispose]: () => undefined };
    },
    spawn: async () => ({
      ...{ name, pid: 1, startedUs: 1, exited: exited.promise, pause: async () => undefined, resume: async () => {} },
      signal: async (signal: string) => {
        signals.push(signal);
        exited.resolve({ code: null, signal: 'SIGKILL', atUs: 2 });
        return 2;
      },
      write: () => say(formatAcknowledgement('started')),
    }),
  };
}

test('a generator that has finished but does not end is killed', async () => {
  const guardian = stubbornGuardian('load');
  const load = await startLoad({
    guardian,
    load: { ratePerSecond: 10, workload: { requests: [{ service: 'web', path: '/' }] } },
    targets: { web: ['http://127.0.0.1:1'] },
    seed: 1,
    clock: monotonicClock,
    onFact: () => undefined,
  });
  guardian.say(formatFactLine({ type: 'load-finished', intended: 1, sent: 1, valid: true, reason: '' }, 1));
  await load.stop();
  expect(guardian.signals).toEqual(['SIGKILL']);
});
