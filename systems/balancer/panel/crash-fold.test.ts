import { expect, it } from 'vitest';
import { timesOf } from '../demo/outage.ts';
import { crashFold } from './crash-fold.ts';
import type { Told } from './testing/balancer-story.ts';
import { starting, tell, windowAt } from './testing/balancer-story.ts';

const crash = (atMs: number, fault: string): Told => [
  atMs,
  {
    ...{ type: 'fault-applied', fault, kind: 'crash', target: { instance: 'image-2' } },
    ...{ parameters: {}, durationMs: 2000 },
  },
];
const acts = (atMs: number, fault: string): Told => [
  atMs,
  { type: 'fault-confirmed', fault, evidence: 'it exited', effectAtUs: atMs * 1000 },
];
const told = (type: 'instance-off' | 'instance-on', atMs: number, instance = 'image-2'): Told => [
  atMs,
  { type, instance, by: 'balancer', detector: 'passive', reason: 'connection reset' },
];
const ready = (atMs: number): Told => [atMs, { type: 'process-ready', instance: 'image-2', pid: 7, durationMs: 400 }];

function crashOf(...facts: readonly Told[]) {
  return tell(...facts).reduce(crashFold.step, crashFold.initial).crash;
}

it('is the newest crash, with the times that the demonstration in the terminal tells', () => {
  const read = crashOf(
    [0, starting],
    ...[crash(1000, 'f1'), acts(1010, 'f1'), told('instance-off', 1050), ready(3500), told('instance-on', 3600)],
    ...[crash(9000, 'f2'), acts(9010, 'f2'), told('instance-off', 9040), ready(11_500), told('instance-on', 11_700)],
  );
  expect(read).toMatchObject({
    replica: 'image-2',
    appliedAtUs: 9_000_000,
    outage: { found: { detector: 'passive' } },
  });
  expect(read?.outage && timesOf(read.outage)).toEqual({ foundAfterMs: 30, downForMs: 2490, backAfterReadyMs: 200 });
  expect(crashOf([0, starting], crash(1000, 'f1'), [2000, starting])).toBeNull();
});

it('counts what clients got from the window of the crash to the first whole one after the return, and then no more', () => {
  const story: readonly Told[] = [
    [0, starting],
    ...[windowAt(1000), crash(1500, 'f1'), acts(1510, 'f1'), told('instance-off', 1530)],
    ...[windowAt(2000, { requests: 90, failures: 1 }), windowAt(3000), ready(3600), told('instance-on', 3700)],
    windowAt(4000),
  ];
  expect(crashOf(...story)).toMatchObject({ requests: 290, failures: 1, isOver: false });
  const over = crashOf(...story, windowAt(5000), windowAt(6000, { requests: 0, failures: 9 }));
  expect(over).toMatchObject({ requests: 390, failures: 1, isOver: true });
});

it('remembers who else was put OFF, and panic, until it is over', () => {
  const before: readonly Told[] = [[0, starting], told('instance-off', 900, 'image-3'), crash(1500, 'f1')];
  expect(crashOf(...before)).toMatchObject({ othersOff: [], panicked: false });
  const off = told('instance-off', 1600, 'image-1');
  expect(crashOf(...before, off, told('instance-on', 1700, 'image-1'), off)).toMatchObject({ othersOff: ['image-1'] });
  expect(crashOf(...before, windowAt(2000, { panic: true }), windowAt(3000))).toMatchObject({ panicked: true });
});
