import type { FaultStatus } from '@temblor/control/api/schemas';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalFact } from '@temblor/lab/journal/event';
import { expect, test } from 'vitest';
import { FaultWatch } from './race-faults.ts';

const flag = (name: string): FaultRequest => ({ kind: 'flag', target: { instance: 'payments' }, flag: name });

/** A lab that turns every fault on and has seen none act yet. */
function openLab() {
  let count = 0;
  const asked: string[] = [];
  return {
    asked,
    async inject(_system: string, fault: FaultRequest): Promise<FaultStatus> {
      count += 1;
      asked.push(fault.kind === 'flag' ? fault.flag : fault.kind);
      return {
        ...{ id: `f${count}`, kind: fault.kind, target: fault.target, parameters: {}, appliedAtUs: 1, remainingMs: 1 },
        evidence: { kind: 'pending' },
      };
    },
  };
}

const happen = (watch: FaultWatch, fact: JournalFact) =>
  watch.observe({ ...fact, sequence: 1, atUs: 2, system: 'reservations' });
const { signal } = new AbortController();

test('the evidence of every fault is what the journal told, also before all were turned on', async () => {
  const watch = new FaultWatch();
  const lab = openLab();
  happen(watch, { type: 'fault-confirmed', fault: 'f1', evidence: 'it acted', effectAtUs: 2 });
  const faults = [flag('down'), flag('crash')].map((fault) => faultSpecification.parse(fault));
  await watch.apply(lab, 'reservations', faults);
  const finished = watch.finish(signal);
  happen(watch, { type: 'fault-undetermined', fault: 'f2', reason: 'nobody asked' });
  happen(watch, { type: 'fault-confirmed', fault: 'f9', evidence: 'of another', effectAtUs: 2 });
  expect(await finished).toMatchObject([
    { id: 'f1', evidence: { kind: 'confirmed', evidence: 'it acted', effectAtUs: 2 } },
    { id: 'f2', evidence: { kind: 'cannot-tell', reason: 'nobody asked' } },
  ]);
  expect(lab.asked).toEqual(['down', 'crash']);
});

test('a fault that cannot be turned on is told, and those that were are ended; one that is over is not', async () => {
  const watch = new FaultWatch();
  const lab = openLab();
  const inject: typeof lab.inject = async (system, fault) => {
    if (fault.kind === 'flag' && fault.flag === 'crush') throw new Error('there is no such flag');
    return lab.inject(system, fault);
  };
  const faults = ['down', 'crush', 'crash'].map((name) => faultSpecification.parse(flag(name)));
  await expect(watch.apply({ inject }, 'reservations', faults)).rejects.toThrow('there is no such flag');
  happen(watch, { type: 'fault-lifted', fault: 'f1', cause: 'expired' });
  const healed: string[] = [];
  const heal = async (_system: string, id: string) => {
    healed.push(id);
    return { lifted: [id] };
  };
  await watch.lift({ heal }, 'reservations');
  expect(healed).toEqual(['f2']);
});

test('a fault of which nothing is heard stays pending, and is not awaited for ever', async () => {
  const watch = new FaultWatch();
  await watch.apply(openLab(), 'reservations', [faultSpecification.parse(flag('down'))]);
  expect(await watch.finish(signal)).toMatchObject([{ evidence: { kind: 'pending' } }]);
});
