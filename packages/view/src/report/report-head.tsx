/** What a run came to: its verdict with reasons, and the few figures that a reader asks for first. */
import type { Report } from '@temblor/lab/report/report-schema';
import { Declared } from '../context/declared.tsx';
import type { Messages } from '../context/language.tsx';
import { useText } from '../context/language.tsx';
import { LoadCaution } from './load-caution.tsx';
import { ReportCard } from './report-card.tsx';
import { useNumbers } from './use-numbers.ts';

const en = {
  verdict: 'Verdict',
  reasons: 'Why',
  of: (part: string, all: string) => `${part} of ${all}`,
  phases: 'phases within their limits',
  checks: 'checks passed',
  undecided: (label: string, count: string) => `${label}, ${count} undecided`,
  ttd: 'mean time to detect (TTD)',
  ttr: 'mean time to recover (TTR)',
  p95: 'highest p95 of a phase',
  success: 'lowest success of a phase',
  repeats: (count: number) => (count === 1 ? 'one repeat' : `${count} repeats`),
  quick: 'quick',
};
const es: typeof en = {
  verdict: 'Veredicto',
  reasons: 'Por qué',
  of: (part, all) => `${part} de ${all}`,
  phases: 'fases dentro de sus límites',
  checks: 'comprobaciones superadas',
  undecided: (label, count) => `${label}, ${count} sin decidir`,
  ttd: 'tiempo medio hasta detectar (TTD)',
  ttr: 'tiempo medio hasta recuperarse (TTR)',
  p95: 'p95 más alto de una fase',
  success: 'éxito más bajo de una fase',
  repeats: (count) => (count === 1 ? 'una repetición' : `${count} repeticiones`),
  quick: 'modo rápido',
};
const words = { en, es } satisfies Messages<typeof en>;

/** So many of an experiment's own figures stand in the head. */
const headlineFigures = 2;

/** The head of a report. */
export function ReportHead({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { count, figure, moment, seconds } = useNumbers();
  const { summary, experiment_info: info } = report;
  const facts = [
    <time key="start" dateTime={info.start_time}>
      {moment(info.start_time)}
    </time>,
    seconds(info.total_duration_seconds),
    text.repeats(info.repeats),
    ...(info.quick ? [text.quick] : []),
  ];
  const headline = (report.measurements ?? []).slice(0, headlineFigures);
  const times = [
    [figure(summary.avg_ttd_ms, 'ms'), text.ttd],
    [figure(summary.avg_ttr_ms, 'ms'), text.ttr],
  ] as const;
  const own = new Set(headline.map(({ figure: name }) => name));
  /** What could not be told is no failure, and is counted apart from it. */
  const labelOf = (label: string, results: readonly { readonly verdict: string }[]): string => {
    const undecided = results.filter(({ verdict }) => verdict === 'inconclusive').length;
    return undecided === 0 ? label : text.undecided(label, count(undecided));
  };
  const phases = labelOf(text.phases, report.results);
  const checks = labelOf(text.checks, report.checks);
  const tiles = [
    // What the experiment measures itself is what it is there for.
    ...headline.map(({ figure: name, value, unit }) => [figure(value, unit), name] as const),
    // Where no phase has a limit, none can be within it.
    ...(summary.total_tests === 0
      ? []
      : [[text.of(count(summary.successful_tests), count(summary.total_tests)), phases] as const]),
    [text.of(count(summary.checks_passed), count(summary.checks_total)), checks],
    // Where nobody was to detect anything there are none.
    ...(report.detection_awaited === false ? [] : times),
    [figure(summary.max_p95_ms, 'ms'), text.p95],
    [figure(summary.min_success_rate, '%'), text.success],
  ] as const;
  return (
    <ReportCard report={report} verdictWord={text.verdict}>
      <ul className="report-facts soft">
        <li>
          <code>{info.run}</code>
        </li>
        {facts.map((fact, index) => (
          <li key={index}>{fact}</li>
        ))}
      </ul>
      {report.reasons.length > 0 && (
        <div className={`report-reasons ${report.verdict}`}>
          <h3>{text.reasons}</h3>
          <ul>
            {report.reasons.map((reason) => (
              <li key={reason}>
                <Declared text={reason} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <LoadCaution load={report.load} />
      <dl className="report-tiles">
        {tiles.map(([value, label]) => (
          <div key={label}>
            <dt>{own.has(label) ? <Declared text={label} /> : label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </ReportCard>
  );
}
