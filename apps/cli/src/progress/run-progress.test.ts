import type { JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { describe, expect, test } from 'vitest';
import { Output } from '../output/output.ts';
import { RunProgress } from './run-progress.ts';

const summary = { count: 10, meanMs: 1, p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: 4 };

function show(facts: readonly (readonly [number, JournalFact])[], live = false): string {
  let text = '';
  const stream = {
    isTTY: live,
    columns: 200,
    write: (part: string) => {
      text += part;
    },
  };
  const output = new Output({ stdout: stream, stderr: stream, json: false, color: false, live });
  const progress = new RunProgress(output);
  const journal = new Journal();
  for (const [atMs, fact] of facts) progress.observe(journal.append('voting', atMs * 1000, fact));
  return text;
}

const crash: readonly [readonly [number, JournalFact], ...(readonly [number, JournalFact])[]] = [
  [1000, { type: 'phase-started', phase: 'crash', repeat: 1, watch: ['inventory-1'] }],
  [
    1100,
    {
      type: 'fault-applied',
      fault: 'f1',
      kind: 'crash',
      target: { instance: 'inventory-1' },
      parameters: {},
      durationMs: 2000,
    },
  ],
  [1101, { type: 'fault-confirmed', fault: 'f1', evidence: 'it exited by SIGKILL', effectAtUs: 1_100_500 }],
  [
    1600,
    { type: 'instance-off', instance: 'inventory-1', by: 'monitor', detector: 'consecutive', reason: 'three misses' },
  ],
  [3100, { type: 'fault-lifted', fault: 'f1', cause: 'expired' }],
  [3300, { type: 'instance-on', instance: 'inventory-1', by: 'monitor', detector: 'probes', reason: '20 passes' }],
  [3500, { type: 'phase-finished', phase: 'crash', repeat: 1, completed: true, detail: '' }],
  [3600, { type: 'load-finished', intended: 0, sent: 0, valid: true, reason: '' }],
];

const windowUntil = (endMs: number): JournalFact => ({
  type: 'load-window',
  startUs: 1000 * (endMs - 1000),
  endUs: 1000 * endMs,
  intended: 10,
  sent: 10,
  ok: 9,
  failed: 1,
  unknown: 0,
  byStatus: {},
  byName: {},
  corrected: summary,
  uncorrected: summary,
  correctedHistogram: '',
  uncorrectedHistogram: '',
  maxLagMs: 0,
});

describe('the progress of a run', () => {
  test('tells what happens in order, and a phase with the figures of the report', () => {
    const lines = show(crash).split('\n');
    expect(lines[0]).toBe('   0.0 s  phase crash');
    expect(lines).toContain('   0.1 s    fault f1: crash on inventory-1');
    expect(lines).toContain('   0.6 s    inventory-1 OFF, says monitor (consecutive): three misses');
    expect(lines.at(-2)).toMatch(/phase crash over: TTD 500 ms · TTR 200 ms/);
  });

  test('a phase that watches nobody has no times to miss', () => {
    const [[startMs, started], ...others] = crash;
    if (started.type !== 'phase-started') throw new Error('it begins otherwise');
    const text = show([[startMs, { ...started, watch: [] }], ...others]);
    expect(text).toContain('phase crash over: no operation was carried out');
    expect(text).not.toContain('not measured');
  });

  test('a phase that was not carried out says why', () => {
    const broken: JournalFact = {
      type: 'phase-finished',
      phase: 'crash',
      repeat: 1,
      completed: false,
      detail: 'inventory-1 was not put OFF',
    };
    const facts = crash.map(([at, fact]) => [at, fact.type === 'phase-finished' ? broken : fact] as const);
    expect(show(facts)).toContain('phase crash over: not completed: inventory-1 was not put OFF');
  });

  test('a phase is over before the next begins, though its last window of load comes later', () => {
    const next: JournalFact = { type: 'phase-started', phase: 'latency', repeat: 1, watch: [] };
    const running = crash.slice(0, -1);
    const lines = show([
      [900, { type: 'load-started', ratePerSecond: 10, seed: 1 }],
      ...running,
      [3510, next],
      [3600, windowUntil(3500)],
      [4000, { type: 'warm-up-finished' }],
    ]);
    const order = lines.split('\n').map((line) => /phase \w+|warm-up/.exec(line)?.[0]);
    expect(order.filter((words) => words !== undefined)).toEqual([
      'phase crash',
      'phase crash',
      'phase latency',
      'warm-up',
    ]);
    expect(lines).toMatch(/2\.6 s {2}phase crash over: .*success 90 %$/m);
  });

  test('figures are provisional while windows are missing, in which requests hang', () => {
    const running = crash.slice(0, -1);
    const first: readonly [number, JournalFact] = [900, { type: 'load-started', ratePerSecond: 10, seed: 1 }];
    const later: readonly [number, JournalFact] = [5100, { type: 'warm-up-finished' }];
    expect(show([first, ...running, [3550, windowUntil(2500)], later])).toMatch(
      /success 90 % \(so far: requests still wait/,
    );
    const none = show([first, ...running, later]);
    expect(none).toContain('no figures yet');
    expect(none).not.toContain('– %');
  });

  test('a window of load that never comes holds nothing up', () => {
    const lines = show([
      [900, { type: 'load-started', ratePerSecond: 10, seed: 1 }],
      ...crash.slice(0, -1),
      [3600, { type: 'warm-up-finished' }],
      [5100, { type: 'instance-unknown', instance: 'inventory-1', by: 'monitor', reason: 'no news' }],
    ]);
    expect(lines).toMatch(/phase crash over.*\n.*warm-up is over\n.*UNKNOWN/);
  });

  test('on a terminal the last line shows phase, load and who is OFF', () => {
    const text = show([...crash.slice(0, 4), [2000, windowUntil(2000)]], true);
    expect(text.trimEnd().split('\n').at(-1)).toContain(
      'phase crash · 10 requests/s · p95 2.00 ms · 90 % ok · OFF: inventory-1',
    );
  });

  test('says nothing of what only counts', () => {
    expect(
      show([
        [0, { type: 'warm-up-finished' }],
        [1, { type: 'request-window', instance: 'a', rows: [] }],
      ]),
    ).toBe('   0.0 s  warm-up is over\n');
  });
});
