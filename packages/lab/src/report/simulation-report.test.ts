import { describe, expect, test } from 'vitest';
import { cautionsOf, compareReports, renderComparison } from './compare.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report-schema.ts';
import { report as reportSchema } from './report-schema.ts';
import type { Simulation } from './simulation-schema.ts';
import { renderSimulationTable } from './simulation-table.ts';
import { sampleReport } from './testing/sample-run.ts';

const simulation: Simulation = {
  ...{ bug: null, nodes: 3, simulated_seconds: 2, steps: 10, operations: 1 },
  rules: { linearizability: 'one copy', liveness: 'all is well again' },
  violation: {
    ...{ rule: 'linearizability', at_seconds: 1.5, text: 'client 1 reads | old', details: ['after client 2 wrote'] },
    drawing: ['client 1  ├ read ┤'],
  },
  faults: [{ at_seconds: 0.25, until_seconds: null, text: 'pause of node 1' }],
  events: [{ at_seconds: 1, text: 'node 1 → client 1: old' }],
  coverage: [{ counter: 'pause', group: 'faults', text: 'a node stood still', count: 1 }],
  commands: [{ what: 'the seed, whole', command: 'temblor sim replay 3' }],
  files: [{ file: 'plan.json', what: 'the plan' }],
};
const report: Report = { ...sampleReport(), results: [], grades: [], simulation };

describe('the report of a simulated run', () => {
  test('tells what was broken, by what and how to have it again, and nothing that only a service has', () => {
    const text = renderMarkdown(report);
    expect(text).toContain('**linearizability** is broken at 1.500 s: client 1 reads \\| old');
    expect(text).toContain('```text\nclient 1  ├ read ┤\n```');
    expect(text).toContain('| 0.250 s | the end | pause of node 1 |');
    expect(text).toContain('`temblor sim replay 3`');
    for (const alien of ['TTD', 'Grades', 'False alarms', 'Load', 'Phases']) expect(text).not.toContain(alien);
  });

  test('is told in a terminal in the same way, and names the rules where none was broken', () => {
    expect(renderSimulationTable('failed', simulation)).toContain('linearizability is broken at 1.500 s');
    expect(renderSimulationTable('passed', { ...simulation, violation: null })).toContain(
      'checked: linearizability, liveness',
    );
  });

  test('is a report as any other', () => {
    expect(reportSchema.parse(report)).toEqual(report);
  });

  test('is compared with no other: its times are drawn, not measured', () => {
    expect(compareReports(report, sampleReport())).toEqual([]);
    expect(cautionsOf(sampleReport(), report)).toHaveLength(1);
    expect(renderComparison(report, report)).not.toContain('difference');
  });
});
