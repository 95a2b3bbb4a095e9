/** How a run was made: what repeats it, its load, what it ran on. */
import type { Report } from '@temblor/lab/report/report-schema';
import type { ReactNode } from 'react';
import { Fragment } from 'react';
import { Declared } from '../context/declared.tsx';
import { useText } from '../context/language.tsx';
import { CopyButton } from './copy-button.tsx';
import type { Column } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import { ReportSection } from './report-section.tsx';
import { words } from './run-facts-words.ts';
import { useNumbers } from './use-numbers.ts';

/** The last part of a report. */
export function RunFacts({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { experiment_info: info } = report;
  return (
    <ReportSection title={text.title}>
      <div className="report-command">
        <span>{text.again}</span>
        <Command command={info.command} />
        <CopyButton text={info.command} label={text.again} />
      </div>
      <div className="report-pair">
        <RunList report={report} />
        <LoadList report={report} />
        <OperationTable load={report.load} />
        <FactList title={text.machine} facts={machineFacts(report.machine, text.keys)} />
        <FactList title={text.environment} facts={machineFacts(report.environment, text.keys)} />
      </div>
    </ReportSection>
  );
}

/** A command that is broken between its words, not within an option. */
function Command({ command }: { readonly command: string }) {
  return (
    <code>
      {[...command.split(' ').entries()].map(([place, word]) => (
        <Fragment key={place}>
          {place > 0 && ' '}
          <span>{word}</span>
        </Fragment>
      ))}
    </code>
  );
}

type Fact = readonly [name: string, value: ReactNode];

function RunList({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { count, moment, seconds } = useNumbers();
  const { experiment_info: info } = report;
  const facts: readonly Fact[] = [
    [text.run, <code key="run">{info.run}</code>],
    [text.system, info.system],
    [text.experiment, `${info.experiment}${info.quick ? ` (${text.quick})` : ''}`],
    [text.from, moment(info.start_time)],
    [text.to, `${moment(info.end_time)} (${seconds(info.total_duration_seconds)})`],
    [text.repeats, count(info.repeats)],
    [text.seed, String(info.seed)],
    ['Temblor', info.version],
  ];
  return <FactList title={text.runTitle} facts={facts} />;
}

function LoadList({ report }: { readonly report: Report }) {
  const text = useText(words);
  const { count, figure, ms, percent } = useNumbers();
  const { load, voting, summary } = report;
  const counts = (record: Readonly<Record<string, number>>, words: Readonly<Record<string, string>> = {}) =>
    Object.entries(record)
      .map(([name, value]) => `${words[name] ?? name}: ${count(value)}`)
      .join(', ') || '–';
  const voted: readonly Fact[] =
    voting.votes === 0
      ? []
      : [
          [text.votes, `${count(voting.votes)}, ${figure(voting.quorum_success, '%')}`],
          [text.fanOut, `${ms(voting.fan_out)}, ${ms(voting.quorum)}`],
          [text.dissents, count(voting.dissents)],
          [text.excluded, counts(voting.excluded_replicas)],
        ];
  const validity = load.validity === 'valid' ? text.valid : text.validity[load.validity];
  const facts: readonly Fact[] = [
    [
      text.load,
      <span key="load">
        {validity} {load.validity_reason !== '' && <Declared text={load.validity_reason} />}
      </span>,
    ],
    [text.lag, figure(load.samples === 0 ? null : load.max_lag_ms, 'ms')],
    [text.operations, `${count(load.samples)}, ${count(load.failed)}, ${count(load.unknown)}`],
    [text.availability, `${percent(summary.availability)} %`],
    [text.statuses, counts(load.by_status, text.noAnswer)],
    [text.corrected, `${ms(load.p95_latency_ms)}, ${ms(load.uncorrected_p95_latency_ms)} ms`],
    ...voted,
  ];
  return <FactList title={text.loadTitle} facts={facts} />;
}

type Operation = Report['load']['by_name'][string] & { readonly name: string };

/** The operations of the load by their name. */
function OperationTable({ load }: { readonly load: Report['load'] }) {
  const text = useText(words);
  const { count } = useNumbers();
  const operations: readonly Operation[] = Object.entries(load.by_name).map(([name, of]) => ({ name, ...of }));
  if (operations.length === 0) return null;
  const columns: readonly Column<Operation>[] = [
    { head: text.operation, kind: 'name', cell: ({ name }) => name },
    { head: text.ok, kind: 'number', cell: ({ ok }) => count(ok) },
    { head: text.failed, kind: 'number', cell: ({ failed }) => count(failed) },
    { head: text.unknown, kind: 'number', cell: ({ unknown }) => count(unknown) },
  ];
  return (
    <div className="report-fact-list">
      <h3>{text.byName}</h3>
      <DataTable label={text.byName} columns={columns} rows={operations} keyOf={({ name }) => name} />
    </div>
  );
}

function FactList({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <div className="report-fact-list">
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function machineFacts(record: Report['machine'], names: ReadonlyMap<string, string>): Fact[] {
  return Object.entries(record).map(([key, value]) => [names.get(key) ?? key.replaceAll('_', ' '), String(value)]);
}
