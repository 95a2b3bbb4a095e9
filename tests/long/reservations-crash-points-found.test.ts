/** Crash points on real processes: a few of those that `temblor explore reservations --real` tries. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Journal } from '@temblor/lab/journal/journal';
import type { World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { exploreReal } from '@temblor/system-reservations/explorer/real/explore-real';
import type { RealEffect, RealPoint } from '@temblor/system-reservations/explorer/real/real-point';
import { describePoint, drawPoints } from '@temblor/system-reservations/explorer/real/real-point';
import type { PlantedBug } from '@temblor/system-reservations/planted-bugs';
import { reservations } from '@temblor/system-reservations/system';
import { afterAll, beforeAll, expect, test } from 'vitest';

const seed = 1;
const lateCharge: RealPoint = {
  ...{ number: 1, instance: 'reservations', effect: 'call payments POST /pay', isOfGoingBack: false },
  ...{ act: 'late-request', occurrence: 1, seats: 4, patienceMs: 1200 },
};

let folder: string;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal: new Journal(), clock: monotonicClock, folder });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function explore(id: string, points: (effects: readonly RealEffect[]) => readonly RealPoint[], bug?: PlantedBug) {
  const environment = bug === undefined ? {} : { PLANTED_BUG: bug };
  await using system = await world.start(reservations, { id, ports: 'auto', seed, environment });
  const signal = AbortSignal.timeout(60_000);
  return await exploreReal(system, { seed, points, signal, onProgress: () => undefined, onTried: () => undefined });
}

test.concurrent('whatever dies or is lost, every saga ends and the books balance', async () => {
  const { tries, findings, isInterrupted } = await explore('sound', drawPoints(seed, [1, 2, 3, 4]));
  expect(findings, `again: temblor explore reservations --real --seed ${seed} --points 4`).toEqual([]);
  expect(isInterrupted).toBe(false);
  expect(tries.filter(({ wasReached }) => !wasReached).map(({ point }) => describePoint(point))).toEqual([]);
});

test.concurrent('a charge that comes late is found where its undoing left nothing behind', async () => {
  const { findings } = await explore('forgetful', () => [lateCharge], 'no-tombstones');
  expect(findings).toEqual([
    {
      point: 1,
      rule: 'charged-once',
      detail: expect.stringContaining('is not confirmed, and 5000 cents of it were kept'),
    },
  ]);
});
