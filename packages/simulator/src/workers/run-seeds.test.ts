import { describe, expect, test } from 'vitest';
import { toySubject } from '../subjects/testing/toy-subject.ts';
import type { Lane } from './lane.ts';
import { laneInThisThread } from './lane.ts';
import type { RunSeedsOptions } from './run-seeds.ts';
import { runSeeds, tallyOf } from './run-seeds.ts';

const planOptions = { nodes: 3, untilUs: 1, faults: [] };

function lanes(count: number, failing: (seed: number) => boolean = () => false) {
  return Array.from({ length: count }, () => laneInThisThread(toySubject(failing), planOptions));
}

function options(overrides: Partial<RunSeedsOptions> = {}): RunSeedsOptions {
  const signal = new AbortController().signal;
  return { first: 1, count: 40, batchSize: 3, signal, onProgress: () => undefined, ...overrides };
}

async function tally(over: readonly Lane[], how: RunSeedsOptions) {
  return tallyOf(await runSeeds(over, how));
}

describe('many seeds', () => {
  test('come to the same on one lane and on three', async () => {
    const failing = (seed: number) => seed === 23 || seed === 31;
    const [one, three] = await Promise.all([
      tally(lanes(1, failing), options()),
      tally(lanes(3, failing), options({ batchSize: 2 })),
    ]);
    expect({ ...three, cpuMs: 0 }).toEqual({ ...one, cpuMs: 0 });
    expect(one).toMatchObject({ seeds: 23, undecided: [13], failure: { seed: 23 } });
  });

  test('are handed out no more once one has failed', async () => {
    const batches = await runSeeds(
      lanes(2, (seed) => seed === 5),
      options({ batchSize: 2, count: 1000 }),
    );
    expect(Math.max(...batches.map(({ first }) => first))).toBeLessThan(11);
  });

  test('are counted with what they reached, and in how many of them', async () => {
    const told = await tally(lanes(2), options());
    expect(told).toMatchObject({ seeds: 40, simulatedUs: 40_000, steps: 400, failure: undefined });
    expect(told.coverage).toEqual({ even: { count: 40, seeds: 20 } });
    expect(told.digests).toEqual(Array.from({ length: 40 }, (_, index) => `d${index + 1}`));
  });

  test('a lane that finds a failure late does not hide one at a lower seed', async () => {
    const [fast] = lanes(1, (seed) => seed === 9);
    const [slow] = lanes(1, (seed) => seed === 2);
    const released = Promise.withResolvers<void>();
    const held = {
      ...slow,
      run: async (first: number, count: number) => {
        await released.promise;
        return slow?.run(first, count) ?? Promise.reject(new Error('no lane'));
      },
    };
    if (fast === undefined || slow === undefined) throw new Error('no lanes');
    const onProgress = () => released.resolve();
    const told = await tally([{ ...slow, ...held }, fast], options({ onProgress }));
    expect(told.failure?.seed).toBe(2);
    expect(told.seeds).toBe(2);
  });

  test('end at once when they are interrupted, and tell what was done', async () => {
    const controller = new AbortController();
    const stuck = { ...laneInThisThread(toySubject(), planOptions), run: () => new Promise<never>(() => undefined) };
    const onProgress = ({ seeds }: { seeds: number }) => seeds >= 6 && controller.abort();
    const told = await tally([...lanes(1), stuck], options({ signal: controller.signal, onProgress }));
    expect(told.seeds).toBe(6);
  });

  test('name the seed at which the simulator itself broke', async () => {
    const broken = {
      ...toySubject(),
      run: () => {
        throw new Error('an invariant of ours');
      },
    };
    await expect(tally([laneInThisThread(broken, planOptions)], options())).rejects.toThrow('at seed 1 of toy');
  });
});
