import { limitNames, tellPhaseVerdict } from './limit-names.ts';
import { loadCaution } from './load-caution.ts';
import { escapeCell, table } from './markdown-table.ts';
import {
  formatFigure,
  formatMs,
  formatPercent,
  formatRate,
  formatReference,
  formatSeconds,
  noFigure,
} from './number-format.ts';
import type { Report, ReportSpread } from './report-schema.ts';
import { renderSimulationMarkdown } from './simulation-markdown.ts';
import { tellUntimed } from './untimed.ts';

/** The report as Markdown (CommonMark with tables). */
export function renderMarkdown(report: Report): string {
  if (report.simulation !== undefined) return renderSimulationMarkdown(report, report.simulation);
  const info = report.experiment_info;
  const sections = [
    `# ${escapeCell(info.title)}: ${report.verdict}`,
    escapeCell(info.description),
    report.reasons.map((reason) => `- ${escapeCell(reason)}`).join('\n'),
    renderInfo(report),
    loadCaution(report),
    // What an experiment measures beyond the others is what it is there for.
    report.measurements === undefined ? '' : '## Measured by this experiment',
    renderMeasurements(report),
    '## Phases',
    renderPhases(report),
    ...renderTimeSection(report),
    renderDetectors(report),
    '## Limits',
    renderLimits(report),
    '## Grades',
    table(
      ['figure', 'value', 'grade'],
      report.grades.map(({ label, value, unit, grade, reason }) => [
        label,
        formatFigure(value, unit),
        grade ?? `not graded: ${reason}`,
      ]),
    ),
    report.checks.length === 0 ? '' : '## Checks',
    renderChecks(report),
    report.faults.length === 0 ? '' : '## Faults and their evidence',
    renderFaults(report),
    '## False alarms',
    renderAlarms(report),
    '## Load',
    renderLoad(report),
    '## Machine and environment',
    table(
      ['', ''],
      Object.entries({ ...report.machine, ...report.environment }).map(([key, value]) => [key, String(value)]),
    ),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function renderInfo(report: Report): string {
  const info = report.experiment_info;
  return table(
    ['', ''],
    [
      ['run', info.run],
      ['system and experiment', `${info.system}, ${info.experiment}${info.quick ? ' (quick)' : ''}`],
      ['from, to', `${info.start_time}, ${info.end_time} (${formatSeconds(info.total_duration_seconds)})`],
      ['repeats', String(info.repeats)],
      ['seed', String(info.seed)],
      ['run it again', `\`${info.command}\``],
      ['version', info.version],
    ],
  );
}

function renderPhases(report: Report): string {
  const isTimed = report.detection_awaited !== false;
  const times = isTimed ? ['TTD ms', 'TTR ms'] : [];
  const header = ['phase', ...times, 'rps', 'avg ms', 'p95 ms', 'p99 ms', 'success %', 'samples', 'verdict'];
  const rows = report.results.map((result) => {
    const load = result.load_test_result;
    return [
      result.phase,
      ...(isTimed ? [formatMs(result.ttd_ms), formatMs(result.ttr_ms)] : []),
      formatRate(load.rps),
      formatMs(load.avg_latency_ms),
      formatMs(load.p95_latency_ms),
      formatMs(load.p99_latency_ms),
      formatPercent(load.success_rate),
      String(load.samples),
      tellPhaseVerdict(result.verdict),
    ];
  });
  return table(header, rows);
}

function renderTimeSection(report: Report): string[] {
  if (report.detection_awaited === false) {
    return ['## Under the faults', tellUntimed(report), renderUnderFault(report)];
  }
  return [
    '## Time to detect and to recover',
    'TTD: from the moment the fault took effect (an intermittent one: from arming) to OFF. TTR: from the lifting of the fault (a crash: the end of its hold) to ON. Percentiles over the repeats by nearest rank.',
    renderTimes(report),
  ];
}

/** What clients saw, where nobody was to detect anything. */
function renderUnderFault({ results }: Report): string {
  const rows = results.flatMap(({ phase, client_ttr: clients, under_fault: load }) =>
    load === null
      ? []
      : [[phase, formatPercent(load.success_rate), formatMs(load.p95_latency_ms), spreadCell(clients)]],
  );
  const header = ['phase', 'success % under fault', 'p95 ms under fault', 'clients’ view of TTR, ms'];
  return rows.length === 0 ? 'No fault was applied.' : table(header, rows);
}

function renderTimes(report: Report): string {
  const rows = report.results
    .filter(({ ttd, ttr, under_fault: underFault }) => ttd.count + ttr.count > 0 || underFault !== null)
    .map((result) => [
      result.phase,
      spreadCell(result.ttd),
      spreadCell(result.first_suspicion),
      spreadCell(result.ttr),
      spreadCell(result.client_ttr),
      formatPercent(result.under_fault?.success_rate ?? null),
      formatMs(result.under_fault?.p95_latency_ms ?? null),
    ]);
  const header = [
    'phase',
    'TTD',
    'first suspicion',
    'TTR',
    'clients’ view of TTR',
    'success % under fault',
    'p95 ms under fault',
  ];
  return rows.length === 0
    ? 'No fault was applied.'
    : `${table(header, rows)}\n\nIn ms; of several repeats median / p95 / worst.`;
}

function spreadCell(spread: ReportSpread): string {
  if (spread.count === 0) return spread.reason === null ? noFigure : `${noFigure} (${spread.reason})`;
  if (spread.count === 1) return formatMs(spread.median);
  return [spread.median, spread.p95, spread.worst].map(formatMs).join(' / ');
}

function renderDetectors({ detectors }: Report): string {
  if (detectors.length === 0) return '';
  const rows = detectors.flatMap(({ detector, false_alarms: alarms, false_suspicions: suspicions, ttd }) => {
    const counts = [String(alarms), String(suspicions)];
    const phases = Object.entries(ttd);
    if (phases.length === 0) return [[detector, noFigure, noFigure, ...counts]];
    return phases.map(([phase, spread]) => [detector, phase, spreadCell(spread), ...counts]);
  });
  return `Each detector’s first word, whether or not it decided:\n\n${table(['detector', 'phase', 'median / p95 / worst, ms', 'false alarms', 'false suspicions'], rows)}`;
}

function renderLimits({ results }: Report): string {
  const rows = results.flatMap(({ phase, limits }) =>
    limits
      .filter(({ outcome }) => outcome !== 'not-limited')
      .map(({ figure, limit, value, outcome }) => {
        const unit = figure === 'success' ? '%' : 'ms';
        const bound = `${figure === 'success' ? 'above' : 'below'} ${formatFigure(limit, unit, limit)}`;
        return [phase, limitNames[figure], bound, formatFigure(value, unit, limit), outcome];
      }),
  );
  if (rows.length === 0) return 'Nothing was limited.';
  return table(['phase', 'figure', 'limit', 'measured (TTD and TTR: p95)', ''], rows);
}

function renderMeasurements({ measurements = [] }: Report): string {
  if (measurements.length === 0) return '';
  const compared = measurements.some(({ reference }) => reference !== null);
  const rows = measurements.map(({ figure, unit, value, value_reason: reason, reference }) => [
    figure,
    value === null ? `${noFigure} (${reason})` : formatFigure(value, unit),
    ...(compared ? [formatReference(reference, unit)] : []),
  ]);
  return table(['figure', 'measured', ...(compared ? ['for comparison'] : [])], rows);
}

function renderChecks({ checks }: Report): string {
  return checks
    .map(({ check, verdict, summary, violations }) => {
      const found = violations.map((violation) => `  - ${escapeCell(violation)}`);
      return [`- **${escapeCell(check)}**: ${verdict}. ${escapeCell(summary)}`, ...found].join('\n');
    })
    .join('\n');
}

function renderFaults({ faults }: Report): string {
  if (faults.length === 0) return '';
  const rows = faults.map((fault) => [
    fault.phase,
    String(fault.repeat),
    fault.kind,
    fault.target,
    Object.entries(fault.parameters)
      .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
      .join(', '),
    `${fault.evidence.replace('-', ' ')}: ${fault.evidence_detail}`,
  ]);
  return table(['phase', 'repeat', 'kind', 'target', 'parameters', 'evidence'], rows);
}

function renderAlarms({ false_alarms: alarms }: Report): string {
  const head = `${alarms.count} in ${alarms.fault_free_minutes.toFixed(2)} fault-free minutes.`;
  const rows = [
    ...alarms.alarms.map((alarm) => ['false alarm', alarm.instance, alarm.at, alarm.detector, alarm.reason]),
    ...alarms.collateral.map((alarm) => ['collateral', alarm.instance, alarm.at, alarm.detector, alarm.reason]),
  ];
  return rows.length === 0 ? head : `${head}\n\n${table(['', 'instance', 'at', 'detector', 'reason'], rows)}`;
}

function renderLoad({ load, voting }: Report): string {
  const validity =
    load.validity === 'valid' ? 'valid: the schedule was kept' : `${load.validity}: ${load.validity_reason}`;
  return table(
    ['', ''],
    [
      ['validity', validity],
      ['in the phases: worst lag of sending', formatFigure(load.samples === 0 ? null : load.max_lag_ms, 'ms')],
      ['in the phases: operations, failed, unknown', `${load.samples}, ${load.failed}, ${load.unknown}`],
      [
        'in the phases: p95 corrected, uncorrected',
        `${formatMs(load.p95_latency_ms)}, ${formatMs(load.uncorrected_p95_latency_ms)} ms`,
      ],
      [
        'in the phases: answers by status',
        Object.entries(load.by_status)
          .map(([status, count]) => `${status}: ${count}`)
          .join(', '),
      ],
      ...(voting.votes === 0 ? [] : votingRows(voting)),
    ],
  );
}

/** Only of a system that votes. */
function votingRows(voting: Report['voting']): string[][] {
  return [
    ['votes, quorum reached', `${voting.votes}, ${formatPercent(voting.quorum_success)} %`],
    ['mean fan-out, quorum', `${formatMs(voting.fan_out)}, ${formatMs(voting.quorum)}`],
    [
      'excluded replicas',
      Object.entries(voting.excluded_replicas)
        .map(([name, count]) => `${name}: ${count}`)
        .join(', '),
    ],
  ];
}
