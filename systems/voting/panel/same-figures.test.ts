import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { valueOrNull } from '@temblor/lab/measure/measured';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { MarkReader } from '@temblor/view/charts/marks';
import { JournalStore } from '@temblor/view/model/journal-store';
import { SharedFolds } from '@temblor/view/model/shared-folds';
import { readRunSteps } from '@temblor/view/run/run-steps';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresByKind } from './detector-figures.ts';
import { readEpisodes } from './episodes.ts';

type Told = readonly [atMs: number, fact: JournalFact];

const says = (type: 'instance-suspected' | 'instance-off' | 'instance-on', instance: string, detector: string) =>
  ({ type, instance, by: 'monitor', detector, reason: '' }) satisfies JournalFact;

/** One phase with a fault on inventory-1; its facts have places of their own in time. */
function phase(
  kind: string,
  repeat: number,
  startMs: number,
  shape: { effectMs: number | null; offMs: number },
): Told[] {
  const fault = `${kind}-${repeat}`;
  const watch = kind === 'partition' ? ['inventory-1', 'inventory-2'] : ['inventory-1'];
  const target = kind === 'partition' ? { groups: [['voter'], watch] } : { instance: 'inventory-1' };
  const { effectMs, offMs } = shape;
  const evidence: JournalFact =
    effectMs === null
      ? { type: 'fault-not-confirmed', fault, reason: 'nothing was seen' }
      : { type: 'fault-confirmed', fault, evidence: 'seen', effectAtUs: (startMs + effectMs) * 1000 };
  return [
    [startMs, { type: 'phase-started', phase: kind, repeat, watch }],
    [startMs + 10, { type: 'fault-applied', fault, kind, target, parameters: {}, durationMs: 1000 }],
    [startMs + 15, says('instance-off', 'inventory-1', 'window')],
    [startMs + 16, says('instance-on', 'inventory-1', 'window')],
    [startMs + offMs, says('instance-suspected', 'inventory-1', 'window')],
    [startMs + offMs + 1, says('instance-off', 'inventory-1', 'phi-accrual')],
    [startMs + offMs + 2, says('instance-off', 'inventory-2', 'phi-accrual')],
    [startMs + 1010, { type: 'fault-lifted', fault, cause: 'expired' }],
    [startMs + 1110 + offMs, says('instance-on', 'inventory-1', 'phi-accrual')],
    [startMs + 1120 + offMs, says('instance-on', 'inventory-2', 'phi-accrual')],
    [startMs + 3000, { type: 'phase-finished', phase: kind, repeat, completed: true, detail: '' }],
    // What was seen of it may be told when the phase is over.
    [startMs + 3001, evidence],
  ];
}

const kinds = ['crash', 'intermittent', 'latency', 'partition'];

const told: readonly Told[] = [
  [0, { type: 'system-starting', declaration: 'voting' }],
  [1, { type: 'run-started', run: 'r', experiment: 'faults', seed: 1, repeats: 3, quick: false }],
  [2, { type: 'warm-up-finished' }],
  ...[1, 2, 3].flatMap((repeat) =>
    kinds.flatMap((kind, at) =>
      phase(kind, repeat, repeat * 100_000 + at * 10_000, {
        effectMs: kind === 'latency' && repeat === 2 ? null : 20 + repeat,
        offMs: 100 * repeat + 7 * at,
      }),
    ),
  ),
];

/** A journal to which the facts came in an order of their own. */
function arrived(order: readonly number[]): JournalEvent[] {
  return order.flatMap((place, index) => {
    const [atMs, fact] = told[place] ?? [];
    if (atMs === undefined || fact === undefined) return [];
    return [{ sequence: index + 1, atUs: atMs * 1000, system: 'voting', ...fact }];
  });
}

test('the panel, the steps of a run and the report give the same figures of a journal, in whatever order its facts came', () => {
  const places = told.map((_, place) => place);
  fc.assert(
    fc.property(fc.shuffledSubarray(places, { minLength: places.length }), (order) => {
      const events = arrived(order);
      const store = new JournalStore({ schedule: () => () => undefined });
      store.append(events.map((event) => JSON.stringify(event)));
      const folds = new SharedFolds();
      const { run } = folds.over(store.ordered('voting'), folds.ofSystem('voting')).now();
      expect(run).not.toBeNull();
      if (run === null) return;

      const facts = store.measured('voting').until(Number.POSITIVE_INFINITY);
      const report = measureRun(events).phases;
      expect(report.map(({ phase: name, ttdMs }) => [name, ttdMs.count])).toEqual([
        ...[
          ['crash', 3],
          ['intermittent', 3],
          ['latency', 2],
          ['partition', 3],
        ],
      ]);

      const steps = readRunSteps(run, facts).phases;
      expect(
        steps.map(({ phase: name, ttd, ttr }) => [name, ttd.medianMs, ttd.count, ttr.medianMs, ttr.count]),
      ).toEqual(
        report.map(({ phase: name, ttdMs, ttrMs }) => [
          ...[name, valueOrNull(ttdMs.median), ttdMs.count, valueOrNull(ttrMs.median), ttrMs.count],
        ]),
      );

      const panel = figuresByKind(readEpisodes(facts).incidents);
      expect(panel.map(({ kind, off }) => [kind, off?.medianMs, off?.count])).toEqual(
        report.map(({ phase: name, ttdMs }) => [name, valueOrNull(ttdMs.median), ttdMs.count]),
      );
      expect(panel.map(({ byDetector }) => Object.fromEntries(byDetector))).toEqual(
        report.map(({ byDetector }) =>
          Object.fromEntries(
            Object.entries(byDetector).map(([name, { median, count }]) => [
              name,
              { medianMs: valueOrNull(median), count },
            ]),
          ),
        ),
      );

      const marked = new MarkReader(store.measured('voting')).read().lengths.filter(({ kind }) => kind === 'TTD');
      const measured = report.flatMap(({ repeats }) => repeats.flatMap(({ detections }) => detections));
      expect(marked.map(({ ms }) => ms).sort()).toEqual(
        measured.flatMap(({ ttdMs }) => valueOrNull(ttdMs) ?? []).sort(),
      );
    }),
    { numRuns: 50 },
  );
});
