import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { connectionLossDetector } from './connection-loss.ts';
import { consecutiveDetector } from './consecutive.ts';
import { defaultDissent, dissentDetector } from './dissent.ts';
import type { DetectorName, SampleOutcome } from './failure-detector.ts';
import type { InstanceWatch, WatchEffect, WatchInput, WatchOptions } from './instance-watch.ts';
import { stepWatch, watchInstance } from './instance-watch.ts';
import type { Recovery } from './recovery.ts';
import { afterDissent, afterFailure, afterProbe, afterShadowRead, isRecovered, startRecovery } from './recovery.ts';

const options = (armed: DetectorName[] = ['consecutive', 'dissent', 'connection-loss']): WatchOptions => ({
  detectors: [connectionLossDetector(), dissentDetector(defaultDissent), consecutiveDetector(3)],
  armed: new Set(armed),
  unknownAfterUs: 1_000_000,
  startGraceUs: 5_000_000,
});

/** A watch under test: feeds inputs and remembers what they caused. */
class Stage {
  watch: InstanceWatch;
  atMs = 0;
  effects: WatchEffect[] = [];

  constructor(given = options()) {
    this.watch = watchInstance(given, 0);
  }

  feed(input: WatchInput): this {
    const [watch, effects] = stepWatch(this.watch, input);
    this.watch = watch;
    this.effects.push(...effects);
    return this;
  }

  check(outcome: SampleOutcome): this {
    this.atMs += 200;
    const sample = { atUs: this.atMs * 1000, source: 'check' as const, outcome, detail: 'x' };
    return this.feed({ type: 'sample', sample, startedUs: sample.atUs - 1000 });
  }

  read(outcome: SampleOutcome, startedMs = this.atMs): this {
    const sample = { atUs: this.atMs * 1000, source: 'read' as const, outcome, detail: 'x' };
    return this.feed({ type: 'sample', sample, startedUs: startedMs * 1000 });
  }

  probes(count: number, from = 0): this {
    for (let sequence = from; sequence < from + count; sequence += 1) {
      this.feed({ type: 'probe', sequence, outcome: 'passed', atUs: this.atMs * 1000 });
    }
    return this;
  }

  get status(): string {
    return this.watch.status.kind;
  }

  taken(): string[] {
    const names = this.effects.map((effect) =>
      effect.type === 'turned-unknown' ? effect.type : `${effect.type} ${effect.detector}`,
    );
    this.effects = [];
    return names;
  }
}

const running = (given = options()) => {
  const stage = new Stage(given).check('passed');
  stage.taken();
  return stage;
};

describe('the watch over an instance', () => {
  test('is UNKNOWN until the first check passes', () => {
    const stage = new Stage();
    expect(stage.status).toBe('UNKNOWN');
    expect(stage.check('failed').check('failed').check('failed').check('failed').status).toBe('UNKNOWN');
    expect(stage.check('passed').taken()).toEqual(['turned-on first-pass']);
  });

  test('gives an instance up that never came, once its time to start is over', () => {
    const stage = new Stage();
    for (let index = 0; index < 30; index += 1) stage.check('failed');
    expect(stage.status).toBe('OFF');
  });

  test('tells the first miss, then the detector, then OFF: each once', () => {
    const stage = running().check('failed').check('failed').check('failed').check('failed');
    expect(stage.taken()).toEqual(['suspected first-miss', 'suspected consecutive', 'turned-off consecutive']);
  });

  test('tells what a detector that is not armed would have done, and leaves the instance ON', () => {
    const stage = running(options(['dissent']))
      .check('failed')
      .check('failed')
      .check('failed')
      .check('failed');
    expect(stage.taken()).toEqual(['suspected first-miss', 'suspected consecutive']);
    expect(stage.status).toBe('ON');
  });

  test('tells what another detector would have said after the instance is OFF already', () => {
    const stage = running();
    const sample = { atUs: stage.atMs * 1000, source: 'connection', outcome: 'connection-lost', detail: 'x' } as const;
    stage.feed({ type: 'sample', sample, startedUs: sample.atUs });
    expect(stage.taken()).toEqual(['suspected connection-loss', 'turned-off connection-loss']);
    expect(stage.check('failed').check('failed').check('failed').taken()).toEqual(['suspected consecutive']);
  });

  test('forgets suspicions after five checks that passed, and then tells of them anew', () => {
    const stage = running().check('failed');
    for (let index = 0; index < 5; index += 1) stage.check('passed');
    expect(stage.check('failed').taken()).toEqual(['suspected first-miss', 'suspected first-miss']);
  });

  test('goes UNKNOWN after a second without a check, and ON again with the next that passes', () => {
    const stage = running();
    stage.feed({ type: 'tick', atUs: (stage.atMs + 1001) * 1000, inTime: false });
    expect(stage.taken()).toEqual(['turned-unknown']);
    expect(stage.check('passed').taken()).toEqual(['turned-on first-pass']);
  });

  test('is put OFF for dissent, and comes back after five shadow reads that agree', () => {
    const stage = running().read('dissented').read('dissented').read('dissented');
    expect(stage.taken()).toEqual(['suspected dissent', 'turned-off dissent']);
    const agree = () => stage.feed({ type: 'shadow-read', finding: 'agreed', atUs: stage.atMs * 1000 });
    for (let index = 0; index < 4; index += 1) agree();
    stage.feed({ type: 'shadow-read', finding: 'void', atUs: stage.atMs * 1000 });
    expect(stage.status).toBe('OFF');
    agree();
    expect(stage.taken()).toEqual(['turned-on dissent']);
  });

  test('comes back after twenty probes in a row, with every detector fresh', () => {
    const stage = running().check('failed').check('failed').check('failed').probes(19);
    expect(stage.status).toBe('OFF');
    stage.probes(1, 19);
    expect(stage.status).toBe('ON');
    expect(stage.check('failed').check('failed').status).toBe('ON');
  });

  test('is not put OFF again by late reports of reads that began before it came back', () => {
    const stage = running().read('dissented').read('dissented').read('dissented');
    stage.atMs += 100;
    for (let index = 0; index < 5; index += 1) {
      stage.feed({ type: 'shadow-read', finding: 'agreed', atUs: stage.atMs * 1000 });
    }
    for (let index = 0; index < 5; index += 1) stage.read('dissented', stage.atMs - 50);
    expect(stage.status).toBe('ON');
    for (let index = 0; index < 3; index += 1) stage.read('dissented', stage.atMs + 1);
    expect(stage.status).toBe('OFF');
  });
});

describe('recovery', () => {
  const play = (rule: typeof afterFailure, outcomes: readonly ('passed' | 'failed' | 'void')[], from = 0): Recovery =>
    outcomes.reduce((recovery, outcome, index) => afterProbe(recovery, from + index, outcome), startRecovery(rule));
  const passes = (count: number) => Array<'passed'>(count).fill('passed');

  test('one failed probe starts the count again', () => {
    expect(isRecovered(play(afterFailure, [...passes(19), 'failed', ...passes(19)]))).toBe(false);
    expect(isRecovered(play(afterFailure, [...passes(19), 'failed', ...passes(20)]))).toBe(true);
  });

  test('probes count in the order of sending: an early one that fails late breaks only what was before it', () => {
    let recovery = startRecovery(afterFailure);
    for (let sequence = 1; sequence <= 20; sequence += 1) recovery = afterProbe(recovery, sequence, 'passed');
    expect(isRecovered(recovery)).toBe(false);
    expect(isRecovered(afterProbe(recovery, 0, 'failed'))).toBe(true);
    expect(isRecovered(afterProbe(recovery, 0, 'void'))).toBe(true);
  });

  test('a void probe neither counts nor breaks the row', () => {
    expect(isRecovered(play(afterFailure, [...passes(10), 'void', ...passes(9)]))).toBe(false);
    expect(isRecovered(play(afterFailure, [...passes(10), 'void', ...passes(10)]))).toBe(true);
  });

  test('a liar that also fails has to pass as well as to agree', () => {
    let recovery = afterProbe(startRecovery(afterDissent), 0, 'failed');
    for (let index = 0; index < 5; index += 1) recovery = afterShadowRead(recovery, 'agreed');
    expect(isRecovered(recovery)).toBe(false);
    for (let sequence = 1; sequence <= 20; sequence += 1) recovery = afterProbe(recovery, sequence, 'passed');
    expect(isRecovered(recovery)).toBe(true);
  });

  /** How many of a hundred replicas that go on failing 30 % of their requests come back within five seconds. */
  const returns = (rule: typeof afterFailure, requestsPerProbe: number): number =>
    Array.from({ length: 100 }, (_, seed) => {
      const random = seededRandom(seed + 1);
      let recovery = startRecovery(rule);
      for (let sequence = 0; sequence < 333; sequence += 1) {
        const draws = Array.from({ length: requestsPerProbe }, () => random.next());
        recovery = afterProbe(recovery, sequence, draws.every((draw) => draw >= 0.3) ? 'passed' : 'failed');
        if (isRecovered(recovery)) return true;
      }
      return false;
    }).filter(Boolean).length;

  test('a replica that still fails 30 % of the time does not come back, which one passed probe could not tell', () => {
    expect(returns(afterFailure, 2)).toBe(0);
    expect(returns({ passes: 1, agreements: 0 }, 2)).toBe(100);
  });
});
