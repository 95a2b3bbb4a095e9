/** The figures that the experiments of the log have of their own, beside those of the brief. */
import type { Operation } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Measured } from '@temblor/lab/measure/measured';
import { absent, measured, percentOf } from '@temblor/lab/measure/measured';
import type { OwnFigure } from '@temblor/lab/measure/own-figures';
import type { Span } from '@temblor/lab/measure/span';
import { nearestRank } from '@temblor/lab/measure/spread';
import {
  inOrderOfTime,
  readBrokenSpans,
  readWarmUpEnd,
  readWindows,
  secondsWithTwoLeaders,
  toAttempts,
} from './check-evidence.ts';
import { linkOf, routes } from './model/regions.ts';

/** So many messages the brief sends. */
const sample = 100;

/** The first 100 messages after the warm-up: how they fared, beside the brief's. */
export async function messageFigures({ history, journal }: CheckContext): Promise<OwnFigure[]> {
  const fromUs = readWarmUpEnd(journal);
  const messages = toAttempts(history)
    .map(({ operation }) => operation)
    .filter(({ invokedUs }) => invokedUs >= fromUs)
    .toSorted((left, right) => left.invokedUs - right.invokedUs)
    .slice(0, sample);
  const accepted = messages.filter(({ outcome }) => outcome === 'ok');
  const latencies = accepted.map(latencyMs);
  const violations = readWindows(journal).reduce((sum, window) => sum + window.causalityViolations, 0);
  return [
    { figure: `accepted, of ${messages.length} messages`, unit: '%', measured: shareOf(accepted, messages) },
    { figure: 'latency, average', unit: 'ms', measured: meanOf(latencies), reference: exercise(45.2) },
    { figure: 'latency, least', unit: 'ms', measured: rankOf(latencies, 0) },
    { figure: 'latency, most', unit: 'ms', measured: rankOf(latencies, 100) },
    { figure: 'latency, p95', unit: 'ms', measured: rankOf(latencies, 95), reference: exercise(78.5) },
    {
      figure: 'throughput (of what the load offers)',
      unit: 'messages/s',
      measured: throughputOf(accepted),
      reference: exercise(42.3),
    },
    { figure: 'causality violations', unit: '', measured: measured(violations), reference: exercise(0) },
  ];
}

/** What became of the log while its leader was dead, the worst of the repeats: what clients and the old leader saw first. */
export async function failoverFigures({ history, journal }: CheckContext): Promise<OwnFigure[]> {
  const spans = readBrokenSpans(journal).map(({ broken }) => broken);
  const ordered = inOrderOfTime(journal);
  const electedMs = spans.map(({ startUs }) => {
    const elected = ordered.find(({ type, atUs }) => type === 'leader-elected' && atUs >= startUs);
    return elected === undefined ? undefined : (elected.atUs - startUs) / 1000;
  });
  const caughtUp = spans.map((broken) => catchUpMs(ordered, broken));
  return [
    acceptedAgain(history, spans),
    {
      figure: `old leader, from ready to caught up (by the second)${ofRepeats(spans)}`,
      unit: 'ms',
      measured: worstOf(caughtUp, 'it was not seen to catch up'),
    },
    {
      figure: `time to a new leader${ofRepeats(spans)}`,
      unit: 'ms',
      measured: worstOf(electedMs, 'nobody was elected'),
    },
  ];
}

/** From a fault's effect to the first message that was asked for after it and accepted: the worst of the repeats. */
export async function recoveryFigures({ history, journal }: CheckContext): Promise<OwnFigure[]> {
  return [
    acceptedAgain(
      history,
      readBrokenSpans(journal).map(({ broken }) => broken),
    ),
  ];
}

/** The round trips between regions as they were measured, and how messages fared with them. */
export async function regionFigures({ history, journal }: CheckContext): Promise<OwnFigure[]> {
  const probes = journal.filter((event) => event.type === 'link-probed');
  const trips = routes.map((route): OwnFigure => {
    const own = probes.filter(({ link }) => link === linkOf(route)).flatMap(({ roundTripsMs }) => roundTripsMs);
    const figure = `round trip ${route.from} → ${route.to}`;
    return { figure, unit: 'ms', measured: rankOf(own, 50), reference: exercise(route.roundTripMs) };
  });
  const spans = readBrokenSpans(journal).map(({ broken }) => broken);
  const meanwhile = toAttempts(history)
    .map(({ operation }) => operation)
    .filter(({ invokedUs, completedUs }) =>
      spans.some(({ startUs, endUs }) => invokedUs >= startUs && completedUs <= endUs),
    );
  const accepted = meanwhile.filter(({ outcome }) => outcome === 'ok');
  const latencies = accepted.map(latencyMs);
  return [
    ...trips,
    {
      figure: `accepted between regions, of ${meanwhile.length} messages`,
      unit: '%',
      measured: shareOf(accepted, meanwhile),
    },
    { figure: 'latency between regions, average', unit: 'ms', measured: meanOf(latencies) },
    { figure: 'latency between regions, p95', unit: 'ms', measured: rankOf(latencies, 95) },
  ];
}

/** How long two nodes led at once, and what clients were told meanwhile. */
export async function partitionFigures({ history, journal }: CheckContext): Promise<OwnFigure[]> {
  const spans = readBrokenSpans(journal).map(({ broken }) => broken);
  const meanwhile = toAttempts(history)
    .map(({ operation }) => operation)
    .filter(({ invokedUs }) => spans.some(({ startUs, endUs }) => invokedUs >= startUs && invokedUs < endUs));
  const count = (outcome: Operation['outcome']) =>
    measured(meanwhile.filter((operation) => operation.outcome === outcome).length);
  return [
    {
      figure: 'two nodes said that they lead (in raft the older term is powerless)',
      unit: 's',
      measured: measured(secondsWithTwoLeaders(journal)),
    },
    { figure: 'accepted while parted', unit: '', measured: count('ok') },
    { figure: 'refused while parted', unit: '', measured: count('failed') },
    { figure: 'unknown while parted', unit: '', measured: count('unknown') },
    acceptedAgain(history, spans),
  ];
}

/** The exercise is the text that the contract of the log is taken from: see the README. */
function exercise(value: number): { value: number; source: string } {
  return { value, source: 'exercise' };
}

function latencyMs({ invokedUs, completedUs }: Operation): number {
  return (completedUs - invokedUs) / 1000;
}

function shareOf(part: readonly Operation[], whole: readonly Operation[]): Measured {
  return percentOf(part.length, whole.length, 'no message was sent');
}

function meanOf(values: readonly number[]): Measured {
  if (values.length === 0) return absent('no message was accepted');
  return measured(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function rankOf(values: readonly number[], percent: number): Measured {
  const value = nearestRank(values, percent);
  return value === undefined ? absent('nothing was answered') : measured(value);
}

/** Of an open loop it is what was offered, as long as everything is accepted. */
function throughputOf(accepted: readonly Operation[]): Measured {
  const startUs = Math.min(...accepted.map(({ invokedUs }) => invokedUs));
  const endUs = Math.max(...accepted.map(({ completedUs }) => completedUs));
  return endUs > startUs ? measured((accepted.length / (endUs - startUs)) * 1e6) : absent('no message was accepted');
}

/** The worst; absent where it did not come about every time. */
function worstOf(values: readonly (number | undefined)[], reason: string): Measured {
  const present = values.filter((value) => value !== undefined);
  if (values.length === 0) return absent('no fault was seen to act');
  return present.length < values.length ? absent(reason) : measured(Math.max(...present));
}

function ofRepeats({ length }: readonly Span[]): string {
  return length > 1 ? `, worst of ${length}` : '';
}

function acceptedAgain(history: readonly Operation[], spans: readonly Span[]): OwnFigure {
  const accepted = toAttempts(history).filter(({ outcome }) => outcome === 'ok');
  const waits = spans.map(({ startUs }) => {
    const after = accepted.filter(({ operation }) => operation.invokedUs >= startUs);
    const firstUs = Math.min(...after.map(({ operation }) => operation.completedUs));
    return Number.isFinite(firstUs) ? (firstUs - startUs) / 1000 : undefined;
  });
  const taken = worstOf(waits, 'no message was accepted any more');
  const figure = `time to the next accepted message${ofRepeats(spans)}`;
  return { figure, unit: 'ms', measured: taken, reference: exercise(8000) };
}

/** From when whoever was killed is up again to its first window in which it holds all that another node held then. */
function catchUpMs(ordered: readonly JournalEvent[], { startUs }: Span): number | undefined {
  const killed = ordered.find((event) => event.type === 'process-exited' && event.atUs >= startUs);
  if (killed?.type !== 'process-exited') return undefined;
  const ready = ordered.find(
    (event) => event.type === 'process-ready' && event.instance === killed.instance && event.atUs >= killed.atUs,
  );
  if (ready === undefined) return undefined;
  const windows = readWindows(ordered);
  const goal = windows.findLast(({ instance, endUs }) => instance !== killed.instance && endUs <= ready.atUs)?.count;
  const reached = windows.find(
    ({ instance, endUs, count }) => instance === killed.instance && endUs >= ready.atUs && count >= (goal ?? 0),
  );
  return reached === undefined ? undefined : (reached.endUs - ready.atUs) / 1000;
}
