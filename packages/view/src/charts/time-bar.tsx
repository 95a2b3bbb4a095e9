import './time-bar.css';
import { useId, useMemo } from 'react';
import { useJournal } from '../context/journal.tsx';
import { useLanguage, useText } from '../context/language.tsx';
import type { TimeRange } from '../context/time-view.tsx';
import { useTimeView } from '../context/time-view.tsx';
import { clockTime } from './axis-ticks.ts';
import type { PhaseMark } from './marks.ts';
import { nearestEvent, nextEvent, previousEvent } from './notable-events.ts';
import { OverviewStrip } from './overview-strip.tsx';
import { boundsOf, shownAround } from './range-bounds.ts';
import { timeBarWords } from './time-bar-words.ts';
import { useRangeMemory } from './use-range-memory.ts';
import { useSystemMarks } from './use-system-marks.ts';
import { valueFormat } from './value-format.ts';

const minuteUs = 60_000_000;
const lastMinutes = [1, 5, 15] as const;
const liveRange: TimeRange = { kind: 'last', lengthUs: 5 * minuteUs };

interface TimeBarProps {
  readonly system: string;
  /** False: the journal is finished, and there is an end to go to instead of something to follow. */
  readonly live: boolean;
  /** False where the lab does not answer: the newest that is known may be old. */
  readonly isCurrent?: boolean;
}

/**
 * The common time of the page: where the cursor is, what is shown, and a strip of the whole journal.
 *
 * @param props.system whose faults, OFF and ON and phases are marked.
 */
export function TimeBar({ system, live, isCurrent = true }: TimeBarProps) {
  const words = useText(timeBarWords);
  const heading = useId();
  const store = useJournal();
  const { cursor, range } = useTimeView();
  const { marks, events } = useSystemMarks(system);
  const { span } = store;
  const shown = boundsOf(range, cursor, span);
  const cursorUs = cursor.kind === 'at' ? cursor.atUs : span.endUs;
  const { follow, goTo, pause, choose } = useMoves(live);
  const moment = useMomentWords(cursorUs);
  const at = nearestEvent(events, cursorUs, 500);
  const previous = previousEvent(events, cursorUs);
  const next = cursor.kind === 'at' ? nextEvent(events, cursorUs) : undefined;
  const phase = marks.phases.findLast(({ startUs, endUs }) => startUs <= cursorUs && cursorUs <= (endUs ?? span.endUs));

  return (
    <section className="time-bar card screen-only" aria-labelledby={heading}>
      <h2 id={heading} className="visually-hidden">
        {words.heading}
      </h2>
      <div className="time-bar-controls">
        <FollowButton
          live={live}
          isCurrent={isCurrent}
          isFollowing={cursor.kind === 'live'}
          onFollow={follow}
          onPause={pause}
        />
        <span className="time-bar-moment">
          <span className="time-bar-clock">{moment.clock}</span> <span className="soft">{moment.since}</span>
          {cursor.kind === 'at' && at !== undefined && (
            <span className="time-bar-event"> {words.events[at.kind](at.subject)}</span>
          )}
        </span>
        <span className="time-bar-steps">
          <StepButton label={words.previous} text={`◀ ${words.previousShort}`} to={previous?.atUs} onGo={goTo} />
          <StepButton label={words.next} text={`${words.nextShort} ▶`} to={next?.atUs} onGo={goTo} />
        </span>
        <RangeChoice range={range} phase={phase} endUs={span.endUs} onChoose={choose} />
      </div>
      <OverviewStrip
        overview={{
          span: { startUs: span.startUs, endUs: Math.max(span.endUs, span.startUs + 1) },
          shown,
          marks,
          cursorUs,
        }}
        events={events}
        label={words.overview}
        valueText={`${moment.clock}, ${moment.since}`}
        onPick={goTo}
      />
    </section>
  );
}

function useMoves(live: boolean) {
  const store = useJournal();
  const { cursor, range, setCursor, setRange } = useTimeView();
  const remembered = useRangeMemory(range, live ? liveRange : { kind: 'all' });
  return {
    follow: () => {
      setCursor({ kind: 'live' });
      if (live && range.kind === 'span') setRange(remembered);
    },
    /** What is shown stays as it is while a user looks at it. */
    pause: () => {
      const { span } = store;
      setCursor({ kind: 'at', atUs: span.endUs });
      if (range.kind === 'last') setRange({ kind: 'span', ...boundsOf(range, cursor, span) });
    },
    goTo: (atUs: number) => {
      const shown = boundsOf(range, cursor, store.span);
      const next = shownAround(shown, atUs);
      setCursor({ kind: 'at', atUs: Math.round(atUs) });
      if (range.kind === 'last' || next !== shown) setRange({ kind: 'span', ...next });
    },
    choose: setRange,
  };
}

/** The cursor's moment: the time of day, and how long after the journal's beginning. */
function useMomentWords(atUs: number): { readonly clock: string; readonly since: string } {
  const store = useJournal();
  const { language } = useLanguage();
  const format = useMemo(() => valueFormat(language), [language]);
  const wallClockMs = store.wallClockMs(atUs);
  const zoneMinutes = -new Date(wallClockMs).getTimezoneOffset();
  return { clock: clockTime(wallClockMs, zoneMinutes), since: format.since(atUs - store.span.startUs) };
}

function FollowButton(props: {
  readonly live: boolean;
  readonly isCurrent: boolean;
  readonly isFollowing: boolean;
  readonly onFollow: () => void;
  readonly onPause: () => void;
}) {
  const words = useText(timeBarWords);
  if (!props.live) {
    return (
      <button type="button" className="button small" onClick={props.onFollow} disabled={props.isFollowing}>
        {words.end}
      </button>
    );
  }
  return props.isFollowing ? (
    <>
      <span className={props.isCurrent ? 'tag good' : 'tag warn'}>
        <span aria-hidden="true">{props.isCurrent ? '●' : '○'}</span>{' '}
        {props.isCurrent ? words.following : words.lastKnown}
      </span>
      <button type="button" className="button small" onClick={props.onPause}>
        <span aria-hidden="true">❚❚</span> {words.pause}
      </button>
    </>
  ) : (
    <button type="button" className="button small primary" onClick={props.onFollow}>
      <span aria-hidden="true">▶</span> {words.toNow}
    </button>
  );
}

function StepButton(props: {
  readonly label: string;
  readonly text: string;
  readonly to: number | undefined;
  readonly onGo: (atUs: number) => void;
}) {
  const { to, onGo } = props;
  return (
    <button
      type="button"
      className="button small"
      title={props.label}
      aria-label={props.label}
      disabled={to === undefined}
      onClick={() => to !== undefined && onGo(to)}
    >
      {props.text}
    </button>
  );
}

function RangeChoice(props: {
  readonly range: TimeRange;
  readonly phase: PhaseMark | undefined;
  readonly endUs: number;
  readonly onChoose: (range: TimeRange) => void;
}) {
  const words = useText(timeBarWords);
  const { range, phase, endUs, onChoose } = props;
  const ofPhase: TimeRange | undefined =
    phase === undefined ? undefined : { kind: 'span', startUs: phase.startUs, endUs: phase.endUs ?? endUs };
  const options = new Map<string, { readonly name: string; readonly range: TimeRange }>();
  for (const minutes of lastMinutes) {
    const chosen: TimeRange = { kind: 'last', lengthUs: minutes * minuteUs };
    options.set(keyOf(chosen), { name: words.lastMinutes(minutes), range: chosen });
  }
  options.set('all', { name: words.all, range: { kind: 'all' } });
  if (phase !== undefined && ofPhase !== undefined) {
    options.set(keyOf(ofPhase), { name: words.phase(phase.name), range: ofPhase });
  }
  const current = keyOf(range);
  return (
    <label className="time-bar-range">
      <span className="soft">{words.range}</span>
      <select
        value={current}
        onChange={(event) => {
          const chosen = options.get(event.target.value);
          if (chosen !== undefined) onChoose(chosen.range);
        }}
      >
        {[...options].map(([key, { name }]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
        {!options.has(current) && <option value={current}>{words.span}</option>}
      </select>
    </label>
  );
}

function keyOf(range: TimeRange): string {
  switch (range.kind) {
    case 'all':
      return 'all';
    case 'last':
      return `last ${range.lengthUs}`;
    case 'span':
      return `span ${range.startUs} ${range.endUs}`;
    default:
      return range satisfies never;
  }
}
