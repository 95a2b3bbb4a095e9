/** The report as one HTML file that needs nothing else: no script, no font, no network. */
import type { JournalEvent } from '../../journal/event.ts';
import { limitNames } from '../limit-names.ts';
import { escapeMarkup } from '../markup.ts';
import { formatFigure, formatMs, formatPercent, formatRate, formatSeconds, noFigure } from '../number-format.ts';
import type { PhaseResult, Report, ReportSpread } from '../report-schema.ts';
import type { Cell } from './elements.ts';
import { graded, number, section, table, text } from './elements.ts';
import { renderStrip } from './strip-chart.ts';
import { styleSheet } from './style.ts';
import { buildTimeline } from './timeline.ts';
import { renderLatencyChart, renderSuccessChart } from './timeline-chart.ts';

/** @param events the run's part of the journal, for the charts over time. */
export function renderHtml(report: Report, events: readonly JournalEvent[]): string {
  const info = report.experiment_info;
  const title = `${info.title}: ${report.verdict}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
${renderHead(report)}
${renderCharts(report, events)}
${renderPhases(report)}
${renderTimes(report)}
${renderDetectors(report)}
${renderLimits(report)}
${renderGrades(report)}
${renderChecks(report)}
${renderFaults(report)}
${renderAlarms(report)}
${renderRun(report)}
</main>
</body>
</html>
`;
}

function renderHead(report: Report): string {
  const { summary, experiment_info: info } = report;
  const reasons = report.reasons.map((reason) => `<li>${escapeMarkup(reason)}</li>`).join('');
  const tile = (value: string, label: string): string =>
    `<div class="tile"><b>${escapeMarkup(value)}</b><span>${escapeMarkup(label)}</span></div>`;
  return [
    `<h1>${escapeMarkup(info.title)}</h1>`,
    `<p>${escapeMarkup(info.description)}</p>`,
    `<div class="verdict ${report.verdict}">${report.verdict}</div>`,
    reasons === '' ? '' : `<ul class="reasons">${reasons}</ul>`,
    '<div class="tiles">',
    tile(`${summary.successful_tests} of ${summary.total_tests}`, 'phases within their limits'),
    tile(`${summary.checks_passed} of ${summary.checks_total}`, 'checks passed'),
    tile(formatFigure(summary.avg_ttd_ms, 'ms'), 'mean time to detect'),
    tile(formatFigure(summary.avg_ttr_ms, 'ms'), 'mean time to recover'),
    tile(formatFigure(summary.max_p95_ms, 'ms'), 'highest p95 of a phase'),
    tile(formatFigure(summary.min_success_rate, '%'), 'lowest success of a phase'),
    '</div>',
  ].join('\n');
}

function renderCharts(report: Report, events: readonly JournalEvent[]): string {
  const timeline = buildTimeline(events);
  const strips = (['ttd', 'ttr'] as const).map((figure) => {
    const chart = renderStrip(report.results, figure);
    const name = figure === 'ttd' ? 'Time to detect, each repeat' : 'Time to recover, each repeat';
    return chart === '' ? '' : `<h3>${name}</h3>${chart}`;
  });
  if (timeline === undefined)
    return section('Over time', '<p>No load ran, so there is nothing to draw.</p>', ...strips);
  const thinned =
    timeline.windowsPerPoint === 1
      ? ''
      : `<p class="soft">Each point stands for ${timeline.windowsPerPoint} windows: their latencies together, and the lowest success.</p>`;
  return section(
    'Over time',
    '<div class="key"><span><i class="k-fault"></i>a fault acts</span><span><b class="k-off">▼</b> an instance went OFF</span><span><b class="k-on">▲</b> it came back ON</span></div>',
    '<h3>Latency, from the intended start of each request</h3>',
    renderLatencyChart(timeline),
    '<h3>Success</h3>',
    renderSuccessChart(timeline),
    thinned,
    ...strips,
  );
}

function renderPhases({ results }: Report): string {
  const header = [
    text('phase'),
    ...['TTD ms', 'TTR ms', 'rps', 'avg ms', 'p95 ms', 'p99 ms', 'success %', 'samples'].map(number),
    text('verdict'),
  ];
  const rows = results.map((result) => {
    const load = result.load_test_result;
    return [
      text(result.phase),
      number(formatMs(result.ttd_ms)),
      number(formatMs(result.ttr_ms)),
      number(formatRate(load.rps)),
      number(formatMs(load.avg_latency_ms)),
      number(formatMs(load.p95_latency_ms)),
      number(formatMs(load.p99_latency_ms)),
      number(formatPercent(load.success_rate)),
      number(String(load.samples)),
      graded(result.verdict),
    ];
  });
  return section('Phases', table(header, rows));
}

function renderTimes({ results }: Report): string {
  const rows = results
    .filter((result) => result.under_fault !== null)
    .map((result: PhaseResult) => [
      text(result.phase),
      spreadCell(result.ttd),
      spreadCell(result.first_suspicion),
      spreadCell(result.ttr),
      spreadCell(result.client_ttr),
      number(formatPercent(result.under_fault?.success_rate ?? null)),
      number(formatMs(result.under_fault?.p95_latency_ms ?? null)),
    ]);
  if (rows.length === 0) return '';
  const header = [
    text('phase'),
    ...['TTD', 'first suspicion', 'TTR', 'TTR as clients saw it', 'success % under fault', 'p95 ms under fault'].map(
      number,
    ),
  ];
  return section(
    'Time to detect and to recover',
    '<p>TTD: from the moment the fault took effect (an intermittent one: from arming) to OFF. TTR: from the lifting of the fault (a crash: the end of its hold) to ON. In ms; of several repeats median / p95 / worst, by nearest rank.</p>',
    table(header, rows),
  );
}

function spreadCell(spread: ReportSpread): Cell {
  if (spread.count === 0) {
    return { html: `<span title="${escapeMarkup(spread.reason ?? '')}">${noFigure}</span>`, number: true };
  }
  if (spread.count === 1) return number(formatMs(spread.median));
  return number([spread.median, spread.p95, spread.worst].map(formatMs).join(' / '));
}

function renderDetectors({ detectors }: Report): string {
  if (detectors.length === 0) return '';
  const rows = detectors.flatMap(({ detector, false_alarms: alarms, false_suspicions: suspicions, ttd }) => {
    const counts = [number(String(alarms)), number(String(suspicions))];
    const phases = Object.entries(ttd);
    if (phases.length === 0) return [[text(detector), text(noFigure), number(noFigure), ...counts]];
    return phases.map(([phase, spread]) => [text(detector), text(phase), spreadCell(spread), ...counts]);
  });
  return section(
    'Detectors',
    '<p>Each detector’s first word after the fault took effect, whether or not it was the one that decided.</p>',
    table(
      [
        text('detector'),
        text('phase'),
        number('median / p95 / worst, ms'),
        number('false alarms'),
        number('false suspicions'),
      ],
      rows,
    ),
  );
}

function renderLimits({ results }: Report): string {
  const rows = results.flatMap(({ phase, limits }) =>
    limits
      .filter(({ outcome }) => outcome !== 'not-limited')
      .map(({ figure, limit, value, outcome }) => {
        const unit = figure === 'success' ? '%' : 'ms';
        const bound = `${figure === 'success' ? 'above' : 'below'} ${formatFigure(limit, unit)}`;
        const cells = [text(phase), text(limitNames[figure]), number(bound), number(formatFigure(value, unit))];
        return [...cells, graded(outcome)];
      }),
  );
  if (rows.length === 0) return '';
  const header = [text('phase'), text('figure'), number('limit'), number('measured'), text('')];
  const note =
    '<p>TTD and TTR are held against their limit by the p95 over the repeats; below 20 repeats that is the worst.</p>';
  return section('Limits', note, table(header, rows));
}

function renderGrades({ grades }: Report): string {
  const rows = grades.map(({ label, value, unit, grade, reason }) => [
    text(label),
    number(formatFigure(value, unit)),
    grade === null ? text(`not graded: ${reason}`) : graded(grade),
  ]);
  return section('Grades', table([text('figure'), number('value'), text('grade')], rows));
}

function renderChecks({ checks }: Report): string {
  if (checks.length === 0) return '';
  const rows = checks.map(({ check, verdict, summary, violations }) => {
    const found = violations.map((violation) => `<br>${escapeMarkup(violation)}`).join('');
    return [text(check), graded(verdict), { html: `${escapeMarkup(summary)}${found}` }];
  });
  return section('Checks', table([text('check'), text('verdict'), text('what was compared')], rows));
}

/** So many faults are listed; the others are in report.json. */
const faultLimit = 200;

function renderFaults({ faults }: Report): string {
  if (faults.length === 0) return '';
  const rows = faults.slice(0, faultLimit).map((fault) => [
    text(fault.phase),
    number(String(fault.repeat)),
    text(`${fault.kind} on ${fault.target}`),
    text(
      Object.entries(fault.parameters)
        .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
        .join(', '),
    ),
    text(`${fault.evidence.replace('-', ' ')}: ${fault.evidence_detail}`),
  ]);
  const rest =
    faults.length > faultLimit ? `<p class="soft">${faults.length - faultLimit} more are in report.json.</p>` : '';
  const header = [text('phase'), number('repeat'), text('fault'), text('parameters'), text('evidence')];
  return section('Faults and their evidence', table(header, rows), rest);
}

function renderAlarms({ false_alarms: alarms }: Report): string {
  const head = `<p>${alarms.count} in ${alarms.fault_free_minutes.toFixed(2)} fault-free minutes.</p>`;
  const all = [
    ...alarms.alarms.map((alarm) => ({ kind: 'false alarm', ...alarm })),
    ...alarms.collateral.map((alarm) => ({ kind: 'collateral', ...alarm })),
  ];
  if (all.length === 0) return section('False alarms', head);
  const rows = all
    .slice(0, faultLimit)
    .map(({ kind, instance, at, detector, reason }) => [kind, instance, at, detector, reason].map(text));
  return section('False alarms', head, table(['', 'instance', 'at', 'detector', 'reason'].map(text), rows));
}

function renderRun(report: Report): string {
  const { experiment_info: info, load, voting } = report;
  const counts = (record: Readonly<Record<string, number>>): string =>
    Object.entries(record)
      .map(([name, count]) => `${name}: ${count}`)
      .join(', ');
  const rows: readonly (readonly [string, string])[] = [
    ['run', info.run],
    ['system, experiment', `${info.system}, ${info.experiment}${info.quick ? ' (quick)' : ''}`],
    ['from, to', `${info.start_time}, ${info.end_time} (${formatSeconds(info.total_duration_seconds)})`],
    ['repeats, seed', `${info.repeats}, ${info.seed}`],
    ['load', load.validity === 'valid' ? 'valid: the schedule was kept' : `${load.validity}: ${load.validity_reason}`],
    ['worst lag of sending', `${formatMs(load.max_lag_ms)} ms`],
    ['operations, failed, unknown', `${load.samples}, ${load.failed}, ${load.unknown}`],
    ['answers by status', counts(load.by_status)],
    ['p95 corrected, uncorrected', `${formatMs(load.p95_latency_ms)}, ${formatMs(load.uncorrected_p95_latency_ms)} ms`],
    ['votes, quorum reached', `${voting.votes}, ${formatPercent(voting.quorum_success)} %`],
    ['mean fan-out, quorum', `${formatMs(voting.fan_out)}, ${formatMs(voting.quorum)}`],
    ['excluded replicas', counts(voting.excluded_replicas)],
    ...Object.entries({ ...report.machine, ...report.environment }).map(
      ([key, value]) => [key, String(value)] as const,
    ),
    ['Temblor', info.version],
  ];
  return section(
    'This run',
    `<p>Run it again: <code>${escapeMarkup(info.command)}</code></p>`,
    table(
      [],
      rows.map((row) => row.map(text)),
    ),
  );
}
