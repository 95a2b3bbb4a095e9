/** What the charts over time show, taken from the journal: one time axis for all of them, in seconds from the start. */
import type { JournalEvent } from '../../journal/event.ts';
import { sampleCount } from '../../measure/load-figures.ts';
import type { LoadWindow } from '../../measure/load-windows.ts';
import { readLoadWindows } from '../../measure/load-windows.ts';
import { summariseLatencies } from '../../measure/recorded-latencies.ts';

/** More windows than this are put together, so that a long run still makes a small page. */
const pointLimit = 1200;

export interface TimelinePoint {
  readonly seconds: number;
  /** Null where nothing was recorded. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly successPercent: number | null;
}

export interface TimelineSpan {
  readonly label: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

export interface TimelineMark {
  readonly kind: 'off' | 'on';
  readonly instance: string;
  readonly seconds: number;
  readonly title: string;
}

export interface Timeline {
  readonly lengthSeconds: number;
  readonly points: readonly TimelinePoint[];
  readonly phases: readonly TimelineSpan[];
  readonly faults: readonly TimelineSpan[];
  readonly marks: readonly TimelineMark[];
  /** How many windows one point stands for; 1 when none had to be put together. */
  readonly windowsPerPoint: number;
}

/** @returns undefined where no load ran, and so there is nothing to draw. */
export function buildTimeline(events: readonly JournalEvent[]): Timeline | undefined {
  const ordered = events.toSorted((left, right) => left.atUs - right.atUs);
  const windows = readLoadWindows(ordered).filter((window) => window.endUs > window.startUs && sampleCount(window) > 0);
  const first = windows[0];
  if (first === undefined) return undefined;
  const startUs = first.startUs;
  const lastUs = Math.max(
    ...[windows.at(-1)?.endUs, ordered.findLast(isPhaseEvent)?.atUs].map((value) => value ?? startUs),
  );
  const seconds = (atUs: number): number => Math.max(0, (atUs - startUs) / 1e6);
  const windowsPerPoint = Math.ceil(windows.length / pointLimit);
  return {
    lengthSeconds: seconds(lastUs),
    points: toPoints(windows, windowsPerPoint, seconds),
    phases: readPhases(ordered, seconds, lastUs),
    faults: readFaultSpans(ordered, seconds, lastUs),
    marks: readMarks(ordered, seconds, startUs),
    windowsPerPoint,
  };
}

function isPhaseEvent({ type }: JournalEvent): boolean {
  return type === 'phase-finished' || type === 'phase-started';
}

/** A point for each window, at its middle; of several together the lowest success and the latencies of all. */
function toPoints(windows: readonly LoadWindow[], size: number, seconds: (atUs: number) => number): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  for (let index = 0; index < windows.length; index += size) {
    const group = windows.slice(index, index + size);
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    const latency = summariseLatencies(group.flatMap(({ corrected }) => corrected));
    points.push({
      seconds: (seconds(first.startUs) + seconds(last.endUs)) / 2,
      p50Ms: latency?.p50Ms ?? null,
      p95Ms: latency?.p95Ms ?? null,
      p99Ms: latency?.p99Ms ?? null,
      successPercent: Math.min(...group.map((window) => (100 * window.ok) / sampleCount(window))),
    });
  }
  return points;
}

function readPhases(
  events: readonly JournalEvent[],
  seconds: (atUs: number) => number,
  lastUs: number,
): TimelineSpan[] {
  return events
    .filter((event) => event.type === 'phase-started')
    .map(({ phase, repeat, atUs }) => {
      const end = events.find(
        (event) => event.type === 'phase-finished' && event.phase === phase && event.repeat === repeat,
      );
      return {
        label: phase,
        title: `phase ${phase}, repeat ${repeat}`,
        from: seconds(atUs),
        to: seconds(end?.atUs ?? lastUs),
      };
    });
}

function readFaultSpans(
  events: readonly JournalEvent[],
  seconds: (atUs: number) => number,
  lastUs: number,
): TimelineSpan[] {
  return events
    .filter((event) => event.type === 'fault-applied')
    .map(({ fault, kind, target, atUs }) => {
      const end = events.find((event) => event.type === 'fault-lifted' && event.fault === fault);
      return {
        label: kind,
        title: `${kind} ${JSON.stringify(target)}`,
        from: seconds(atUs),
        to: seconds(end?.atUs ?? lastUs),
      };
    });
}

function readMarks(
  events: readonly JournalEvent[],
  seconds: (atUs: number) => number,
  startUs: number,
): TimelineMark[] {
  return events.flatMap((event) => {
    if (event.type !== 'instance-off' && event.type !== 'instance-on') return [];
    if (event.atUs < startUs) return [];
    const kind = event.type === 'instance-off' ? 'off' : 'on';
    const title = `${event.instance} ${kind.toUpperCase()} by ${event.detector}: ${event.reason}`;
    return [{ kind, instance: event.instance, seconds: seconds(event.atUs), title }];
  });
}
