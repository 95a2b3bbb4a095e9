import { expect, it } from 'vitest';
import { readCrash } from './crash-story.ts';
import type { Told } from './testing/balancer-story.ts';
import { starting, tell } from './testing/balancer-story.ts';

const crash = (atMs: number, fault: string): Told => [
  atMs,
  {
    ...{ type: 'fault-applied', fault, kind: 'crash', target: { instance: 'image-2' } },
    ...{ parameters: {}, durationMs: 3000 },
  },
];
const acts = (atMs: number, fault: string): Told => [
  atMs,
  { type: 'fault-confirmed', fault, evidence: 'it exited', effectAtUs: atMs * 1000 },
];
const told = (type: 'instance-off' | 'instance-on', atMs: number): Told => [
  atMs,
  { type, instance: 'image-2', by: 'balancer', detector: 'passive', reason: '' },
];

it('is the crash after the button was pressed, with the times that the report has', () => {
  const facts = tell(
    [0, starting],
    ...[crash(1000, 'f1'), acts(1010, 'f1'), told('instance-off', 1050)],
    ...[crash(9000, 'f2'), acts(9010, 'f2'), told('instance-off', 9040)],
    [12_000, { type: 'fault-lifted', fault: 'f2', cause: 'expired' }],
    told('instance-on', 12_600),
  );
  expect(readCrash(facts, 'image-2', 5_000_000)).toMatchObject({
    ...{ fault: 'f2', detector: 'passive', ttdMs: 30, ttrMs: 600 },
  });
  expect(readCrash(facts, 'image-1', 5_000_000)).toBeUndefined();
  expect(readCrash(facts, 'image-2', 10_000_000)).toBeUndefined();
});
