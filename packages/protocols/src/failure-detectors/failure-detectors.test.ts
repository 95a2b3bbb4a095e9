import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { connectionLossDetector } from './connection-loss.ts';
import { consecutiveDetector } from './consecutive.ts';
import { defaultDissent, dissentDetector } from './dissent.ts';
import type { FailureDetector, Sample, SampleOutcome } from './failure-detector.ts';
import { trusted } from './failure-detector.ts';
import { LocalHealth } from './local-health.ts';
import { defaultPhiAccrual, phiAccrualDetector } from './phi-accrual.ts';
import { defaultWindow, windowDetector } from './window.ts';

const sample = (atMs: number, outcome: SampleOutcome, source: Sample['source'] = 'check'): Sample => ({
  atUs: atMs * 1000,
  source,
  outcome,
  detail: outcome,
});

/** When the detector first gives the instance up, in ms; undefined if it never does. */
function failedAtMs(detector: FailureDetector, samples: readonly Sample[]): number | undefined {
  let current = detector;
  for (const next of samples) {
    current = current.observe(next);
    if (current.assess(next.atUs).kind === 'failed') return next.atUs / 1000;
  }
  return undefined;
}

const checks = (outcomes: readonly SampleOutcome[]) => outcomes.map((outcome, index) => sample(index * 200, outcome));

/** A second of a system under load: five checks, and 180 reads, each failing with a probability. */
function mixed(seed: number, seconds: number, failing: number, how: 'failed' | 'timed-out' = 'failed'): Sample[] {
  const random = seededRandom(seed);
  const outcome = () => (random.next() < failing ? how : 'passed');
  const reads = Array.from({ length: seconds * 180 }, (_, index) => sample((index * 1000) / 180, outcome(), 'read'));
  const own = Array.from({ length: seconds * 5 }, (_, index) => sample(index * 200, outcome(), 'check'));
  return [...reads, ...own].sort((left, right) => left.atUs - right.atUs);
}

/** A defect: it gives nothing up, whatever happens. */
const neverFires: FailureDetector = { name: 'window', observe: () => neverFires, assess: () => trusted };

/** What every detector of failures has to do: a planted bug fails one of these. */
function findsACrash(detector: FailureDetector): boolean {
  return failedAtMs(detector, checks(['passed', ...Array<SampleOutcome>(20).fill('failed')])) !== undefined;
}
function survivesASingleMiss(detector: FailureDetector): boolean {
  const isolated = Array.from(
    { length: 60 },
    (_, index): SampleOutcome => (index % 20 === 10 ? 'timed-out' : 'passed'),
  );
  return failedAtMs(detector, checks(isolated)) === undefined;
}

describe.each([
  ['consecutive', consecutiveDetector(3)],
  ['window', windowDetector(defaultWindow)],
  ['phi-accrual', phiAccrualDetector(defaultPhiAccrual)],
] as const)('%s', (_name, detector) => {
  test('finds a crash', () => expect(findsACrash(detector)).toBe(true));
  test('survives isolated misses', () => expect(survivesASingleMiss(detector)).toBe(true));
});

describe('the planted detectors are caught', () => {
  test('one that never fires does not find a crash', () => expect(findsACrash(neverFires)).toBe(false));
  test('one that fires on a single miss does not survive one', () =>
    expect(survivesASingleMiss(consecutiveDetector(1))).toBe(false));
});

describe('consecutive', () => {
  test('fires at the third miss in a row and not before', () => {
    expect(
      failedAtMs(consecutiveDetector(3), checks(['failed', 'failed', 'passed', 'failed', 'failed', 'failed'])),
    ).toBe(1000);
  });

  test('does not count reads, nor what became of a connection', () => {
    const reads = Array.from({ length: 9 }, (_, index) => sample(index, 'failed', index % 2 ? 'read' : 'connection'));
    expect(failedAtMs(consecutiveDetector(3), reads)).toBeUndefined();
  });
});

describe('window', () => {
  test('finds a replica that fails 30 % of the time within a second, in 99 of 100 runs', () => {
    const times = Array.from({ length: 100 }, (_, seed) =>
      failedAtMs(windowDetector(defaultWindow), mixed(seed + 1, 3, 0.3)),
    ).map((time) => time ?? Number.POSITIVE_INFINITY);
    times.sort((left, right) => left - right);
    expect(times[98]).toBeLessThan(1000);
  });

  test('finds it by checks alone, later', () => {
    const random = seededRandom(7);
    const outcomes = Array.from({ length: 200 }, (): SampleOutcome => (random.next() < 0.3 ? 'failed' : 'passed'));
    expect(failedAtMs(windowDetector(defaultWindow), checks(outcomes))).toBeLessThan(15_000);
  });

  test('raises no false alarm in ten minutes in which one read of two hundred fails', () => {
    expect(failedAtMs(windowDetector(defaultWindow), mixed(11, 600, 0.005))).toBeUndefined();
  });

  test('takes a stall of half a second, in which every read is late, for one', () => {
    const stall = Array.from({ length: 90 }, (_, index) => sample(1000 + index * 5.5, 'timed-out', 'read'));
    const around = [sample(1200, 'timed-out'), sample(1400, 'timed-out')];
    const samples = [...mixed(3, 1, 0), ...stall, ...around].sort((left, right) => left.atUs - right.atUs);
    expect(failedAtMs(windowDetector(defaultWindow), samples)).toBeUndefined();
  });

  test('takes lasting slowness of all reads for a failure', () => {
    expect(failedAtMs(windowDetector(defaultWindow), mixed(3, 3, 1, 'timed-out'))).toBeLessThan(1000);
  });
});

describe('dissent', () => {
  test('fires at the third dissent and says what the replica held', () => {
    const detector = dissentDetector(defaultDissent);
    const reads = ['dissented', 'agreed', 'dissented', 'passed', 'dissented'] as const;
    const samples = reads.map((outcome, index) => sample(index * 10, outcome, 'read'));
    expect(failedAtMs(detector, samples)).toBe(40);
  });

  test('forgets a single dissent after twenty answers that agreed', () => {
    const outcomes = Array.from(
      { length: 90 },
      (_, index): SampleOutcome => (index % 30 === 0 ? 'dissented' : 'agreed'),
    );
    const samples = outcomes.map((outcome, index) => sample(index, outcome, 'read'));
    expect(failedAtMs(dissentDetector(defaultDissent), samples)).toBeUndefined();
  });

  test('takes neither silence nor failures for lies', () => {
    expect(failedAtMs(dissentDetector(defaultDissent), mixed(5, 2, 0.5))).toBeUndefined();
  });
});

describe('connection loss', () => {
  test('fires at once, and trusts again after a check that passed', () => {
    const lost = connectionLossDetector().observe(sample(0, 'connection-lost', 'connection'));
    expect(lost.assess(0)).toMatchObject({ kind: 'failed' });
    expect(lost.observe(sample(1, 'passed', 'read')).assess(1000)).toMatchObject({ kind: 'failed' });
    expect(lost.observe(sample(1, 'passed')).assess(1000)).toEqual(trusted);
  });
});

describe('phi accrual', () => {
  const beating = checks(Array<SampleOutcome>(50).fill('passed')).reduce(
    (detector, next) => detector.observe(next),
    phiAccrualDetector(defaultPhiAccrual),
  );

  test('fires about half a second after the last heartbeat, by the passing of time alone', () => {
    expect(beating.assess((9800 + 400) * 1000)).toEqual(trusted);
    expect(beating.assess((9800 + 650) * 1000)).toMatchObject({ kind: 'failed' });
  });

  test('says nothing before the first heartbeat', () => {
    expect(phiAccrualDetector(defaultPhiAccrual).assess(1e12)).toEqual(trusted);
  });

  test('waits longer for an instance whose heartbeat is irregular', () => {
    const random = seededRandom(1);
    let atMs = 0;
    let irregular = phiAccrualDetector(defaultPhiAccrual);
    for (let beat = 0; beat < 50; beat += 1) {
      atMs += random.integer(100, 700);
      irregular = irregular.observe(sample(atMs, 'passed'));
    }
    expect(irregular.assess((atMs + 650) * 1000)).toEqual(trusted);
  });
});

describe('local health', () => {
  const healthy = () => new LocalHealth({ intervalUs: 20_000, toleranceUs: 30_000, nowUs: 0 });

  test('the observer was in time while its ticks came', () => {
    const health = healthy();
    for (let at = 20_000; at <= 200_000; at += 20_000) health.tick(at);
    expect(health.wasInTime(50_000, 210_000)).toBe(true);
  });

  test('what began before a late tick is void, what begins after it is not', () => {
    const health = healthy();
    health.tick(20_000);
    health.tick(400_000);
    expect(health.wasInTime(30_000, 410_000)).toBe(false);
    expect(health.wasInTime(401_000, 410_000)).toBe(true);
    expect(health.lateTicks).toBe(1);
  });

  test('a tick that is overdue counts before it comes', () => {
    const health = healthy();
    health.tick(20_000);
    expect(health.wasInTime(20_000, 400_000)).toBe(false);
  });
});
