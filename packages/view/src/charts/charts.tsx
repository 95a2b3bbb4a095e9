import 'uplot/dist/uPlot.min.css';
import './charts.css';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useJournal, useSystem } from '../context/journal.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import { useTimeView } from '../context/time-view.tsx';
import type { SystemModel } from '../model/system-model.ts';
import type { AxisActions } from './chart.tsx';
import { Chart } from './chart.tsx';
import type { ChartKind, ChartSubject, LineId } from './chart-data.ts';
import { chartKinds, chartTable, linesOf, shownWindows } from './chart-data.ts';
import { chartsWords } from './charts-words.ts';
import { hasMarksIn } from './marks-shown.ts';
import { boundsOf, shownAround } from './range-bounds.ts';
import { useAxisActions } from './use-axis-actions.ts';
import { useNamedMarks } from './use-system-marks.ts';
import { valueFormat } from './value-format.ts';

/** The load on a system over time, with what happened to it drawn into the same axis. */
export function Charts({ system }: { readonly system: string }) {
  const words = useText(chartsWords);
  const [choice, setChoice] = useState('clients');
  const services = useServices(system);
  const subject = subjectOf(choice, services);
  const { axis, span } = useSharedAxis(system);
  const actions = useAxisActions(axis.bounds, span);
  const store = useJournal();
  useFollowedCursor(axis.bounds);
  const windows = shownWindows(subject, { series: store, system }, axis.bounds);
  const isMarked = hasMarksIn(axis.marks, axis.bounds);

  return (
    <section className="card charts" aria-labelledby={`${axis.syncKey}-heading`}>
      <div className="card-head">
        <h2 id={`${axis.syncKey}-heading`}>{words.heading}</h2>
        <div className="row screen-only">
          <SubjectChoice
            value={subject.kind === 'clients' ? 'clients' : choice}
            services={services}
            onChange={setChoice}
          />
          <ZoomButtons actions={actions} />
        </div>
      </div>
      {chartKinds.map((kind, place) => (
        <Chart
          key={kind}
          kind={kind}
          unit={unitOf(words, kind, subject)}
          lines={linesOf(kind, subject).map((line) => (subject.kind === 'services' ? line : nameOf(words, line)))}
          table={chartTable(kind, windows)}
          axis={axis}
          actions={actions}
          hasHead={place === 0 && isMarked}
        />
      ))}
      <MarkKey />
    </section>
  );
}

/** The moments that charts show, the marks in them, and how they are written. */
function useSharedAxis(system: string) {
  const store = useJournal();
  const { cursor, range } = useTimeView();
  const { language } = useLanguage();
  const syncKey = useId();
  const format = useMemo(() => valueFormat(language), [language]);
  const { span } = store;
  const { loadRatePerSecond } = useSystem(system);
  const bounds = boundsOf(range, cursor, span);
  const axis = {
    bounds,
    marks: useNamedMarks(system),
    cursorUs: cursor.kind === 'at' ? cursor.atUs : null,
    quietAtUs: loadRatePerSecond === null ? Math.min(bounds.endUs, span.endUs) : null,
    journalStartUs: span.startUs,
    wallClockMs: (atUs: number) => store.wallClockMs(atUs),
    zoneMinutes: zoneMinutesAt(store.wallClockMs(span.endUs)),
    format,
    syncKey,
  };
  return { axis, span };
}

/** Minutes to add to UTC for the time of the reader's place. */
function zoneMinutesAt(wallClockMs: number): number {
  return -new Date(wallClockMs).getTimezoneOffset();
}

/** A cursor that is moved elsewhere, as by a click in a list, is brought into what is shown. */
function useFollowedCursor(bounds: { readonly startUs: number; readonly endUs: number }): void {
  const { cursor, range, setRange } = useTimeView();
  const newest = useRef({ bounds, range, setRange });
  useEffect(() => {
    newest.current = { bounds, range, setRange };
  });
  useEffect(() => {
    const { bounds: shown, range: chosen, setRange: choose } = newest.current;
    if (cursor.kind === 'live' || chosen.kind !== 'span') return;
    const next = shownAround(shown, cursor.atUs);
    if (next !== shown) choose({ kind: 'span', ...next });
  }, [cursor]);
}

/** The services that links lead to, in the order of the topology. */
function useServices(system: string): readonly string[] {
  const { topology, instances } = useSystem(system);
  return useMemo(() => linkedServices(topology, instances), [topology, instances]);
}

function linkedServices(
  topology: SystemModel['topology'],
  instances: readonly { readonly id: string; readonly service: string }[],
): readonly string[] {
  const providers = new Set(topology.links.map(({ provider }) => provider));
  const known = topology.instances.length > 0 ? topology.instances : instances;
  return [...new Set(known.filter(({ id }) => providers.has(id)).map(({ service }) => service))];
}

function subjectOf(choice: string, services: readonly string[]): ChartSubject {
  if (choice === 'services' && services.length > 0) return { kind: 'services', services };
  const service = choice.startsWith('service:') ? choice.slice('service:'.length) : undefined;
  return service !== undefined && services.includes(service) ? { kind: 'service', service } : { kind: 'clients' };
}

type Words = (typeof chartsWords)['en' | 'es'];

function unitOf(words: Words, kind: ChartKind, subject: ChartSubject): string {
  return kind === 'latency' && subject.kind === 'services' ? words.ofServices : words.units[kind];
}

function nameOf(words: Words, line: string): string {
  const names: Readonly<Record<string, string>> = words.lines satisfies Readonly<Record<LineId, string>>;
  return names[line] ?? line;
}

function SubjectChoice(props: {
  readonly value: string;
  readonly services: readonly string[];
  readonly onChange: (choice: string) => void;
}) {
  const words = useText(chartsWords);
  return (
    <label className="charts-choice">
      <span className="soft">{words.whose}</span>
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="clients">{words.clients}</option>
        {props.services.length > 1 && <option value="services">{words.services}</option>}
        {props.services.map((service) => (
          <option key={service} value={`service:${service}`}>
            {service}
          </option>
        ))}
      </select>
    </label>
  );
}

function ZoomButtons({
  actions,
}: {
  readonly actions: AxisActions & { onZoom(factor: number): void; onWhole(): void };
}) {
  const words = useText(chartsWords);
  return (
    <div className="row charts-zoom">
      <button type="button" className="button small" onClick={() => actions.onZoom(0.5)} aria-label={words.zoomIn}>
        <span aria-hidden="true">+</span>
      </button>
      <button type="button" className="button small" onClick={() => actions.onZoom(2)} aria-label={words.zoomOut}>
        <span aria-hidden="true">−</span>
      </button>
      <button type="button" className="button small" onClick={actions.onBack}>
        {words.back}
      </button>
      <button type="button" className="button small" onClick={actions.onWhole}>
        {words.whole}
      </button>
    </div>
  );
}

/** What the marks mean, and what a user can do. */
function MarkKey() {
  const words = useText(chartsWords);
  return (
    <div className="charts-key soft">
      <span className="row">
        <span className="charts-key-item">
          <span className="charts-hatch" aria-hidden="true" /> {words.marks.fault}
        </span>
        <span className="charts-key-item">
          <span className="charts-off" aria-hidden="true">
            ▼
          </span>
          {words.marks.off}
        </span>
        <span className="charts-key-item">
          <span className="charts-on" aria-hidden="true">
            ▲
          </span>
          {words.marks.on}
        </span>
      </span>
      <span className="screen-only">{words.keys}</span>
    </div>
  );
}
