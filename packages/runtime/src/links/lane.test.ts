import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import type { WayEffect } from './faults/effect.ts';
import { createLaneRule, Lane } from './lane.ts';
import { Pipe } from './pipe.ts';

let nowUs = 0;
const clock = (): number => nowUs;

function laneWith(...effects: WayEffect[]): Lane {
  const lane = new Lane(clock);
  const rule = (effect: WayEffect) =>
    createLaneRule(effect, { random: seededRandom(1), acted: () => undefined, nowUs: clock() });
  lane.setRules(effects.map(rule));
  return lane;
}

function pipeOn(lane: Lane): { pipe: Pipe; delivered: string[] } {
  const delivered: string[] = [];
  const note = (what: string) => (): void => void delivered.push(what);
  const ends = {
    pauseSource: note('pause'),
    resumeSource: note('resume'),
    open: note('open'),
    write: (chunk: Buffer) => delivered.push(chunk.toString()) > 0,
    end: note('end'),
    reset: note('reset'),
  };
  return { pipe: new Pipe(lane, ends, clock), delivered };
}

describe('Lane', () => {
  test('gives to who waits longest before anyone who comes later', () => {
    const lane = laneWith({ bytesPerSecond: 100_000 });
    const user = { pump: () => undefined };
    const late = { pump: () => undefined };
    expect(lane.grant(user, 50_000)).toBe(5000);
    nowUs += 20_000;
    expect(lane.grant(late, 100)).toBe(0);
    lane.close();
  });

  test('passes what the tightest of several limits allows', () => {
    const lane = laneWith({ bytesPerSecond: 1_000_000 }, { bytesPerSecond: 100_000 });
    expect(lane.grant({ pump: () => undefined }, 50_000)).toBe(5000);
    lane.close();
  });
});

describe('Pipe', () => {
  test('passes nothing behind a gap, even when the way is free again', () => {
    const lane = laneWith({ swallows: true });
    const { pipe, delivered } = pipeOn(lane);
    pipe.receive(Buffer.from('lost'));
    lane.setRules([]);
    pipe.lanesChanged();
    pipe.receive(Buffer.from('behind the gap'));
    pipe.signal('end');
    expect(delivered).toEqual([]);
    expect(pipe.lostBytes).toBe(true);
  });

  test('keeps the order where what comes later is to be held for less', () => {
    const delaysUs = [60_000, 1000];
    const lane = laneWith({ delayUs: () => delaysUs.shift() ?? 0 });
    const { pipe, delivered } = pipeOn(lane);
    for (const text of ['first', 'second', 'third']) pipe.receive(Buffer.from(text));
    nowUs += 5000;
    pipe.pump();
    expect(delivered).toEqual([]);
    nowUs += 60_000;
    pipe.pump();
    expect(delivered).toEqual(['first', 'second', 'third']);
    pipe.close();
  });

  test('holds a bounded number of bytes, then makes its source wait', () => {
    const lane = laneWith({ delayUs: () => 1_000_000 });
    const { pipe, delivered } = pipeOn(lane);
    for (let count = 0; count < 4; count += 1) pipe.receive(Buffer.alloc(1024 * 1024));
    expect(delivered).toEqual(['pause']);
    nowUs += 2_000_000;
    pipe.pump();
    expect(delivered.filter((what) => what === 'resume')).toHaveLength(1);
    pipe.close();
  });
});
