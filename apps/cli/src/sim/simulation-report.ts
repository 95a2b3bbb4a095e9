/** What a report says of a simulated run. */
import { startOf } from '@temblor/lab/measure/space-time/happening';
import type { Simulation } from '@temblor/lab/report/simulation-schema';
import { describeHappening } from '@temblor/lab/report/space-time-words';
import { countersOf } from './coverage-words.ts';
import { faultsOf } from './fault-words.ts';
import { plainNames } from './plain-names.ts';
import { replayCommand } from './plan-options.ts';
import type { TracedRun } from './traced-run.ts';

/** @param run the name of its folder. */
export function simulationOf(run: string, traced: TracedRun, hasDiagram: boolean): Simulation {
  const { subject, seed, options, outcome, relevant } = traced;
  const seconds = (us: number): number => us / 1e6;
  const whole = { what: 'the seed, whole', command: replayCommand(subject.name, seed, options) };
  const kept = { what: 'this plan', command: `temblor sim replay runs/${run}` };
  return {
    ...{ bug: options.bug ?? null, nodes: options.nodes, simulated_seconds: seconds(outcome.endedUs) },
    ...{ steps: outcome.steps, operations: outcome.history.length, rules: { ...subject.rules } },
    violation: violationOf(traced),
    faults: faultsOf(outcome).map(({ atUs, endUs, text }) => {
      return { at_seconds: seconds(atUs), until_seconds: endUs === undefined ? null : seconds(endUs), text };
    }),
    events: relevant.map((event) => {
      const text = event.kind === 'violation' ? `${event.check} is broken` : describeHappening(event);
      return { at_seconds: seconds(startOf(event)), text: plainNames(text) };
    }),
    coverage: countersOf(subject).flatMap(({ name: counter, group, text }) => {
      const count = outcome.coverage[counter] ?? 0;
      return count === 0 ? [] : [{ counter, group, text, count }];
    }),
    commands: [kept, whole],
    files: [
      { file: 'plan.json', what: 'the plan, with the digest of its run' },
      ...(hasDiagram ? [{ file: 'space-time.svg', what: 'the events that matter, drawn' }] : []),
      { file: 'journal.ndjson', what: 'everything that happened, in virtual time' },
      { file: 'history.ndjson', what: 'what clients asked and were answered' },
    ],
  };
}

function violationOf({ outcome: { violation } }: TracedRun): Simulation['violation'] {
  if (violation === undefined) return null;
  const { check: rule, atUs, text, details = [], drawing = [] } = violation;
  return { rule, at_seconds: atUs / 1e6, text, details: [...details], drawing: [...drawing] };
}
