/** The words of demonstration 3. Pure. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { bar, length } from './drawing.ts';
import type { Outage, OutageTimes } from './outage.ts';
import type { Paint } from './stage.ts';

/** What became of the demonstration. */
export interface OutageSummary {
  /** Null where no replica died. */
  readonly outage: (Outage & OutageTimes) | null;
  /** What the load's clients saw; `unknown` are time-outs and broken connections, which are errors to them, too. */
  readonly clients: {
    readonly ok: number;
    readonly failed: number;
    readonly unknown: number;
    /** The worst second's p99, from when a request was due. */
    readonly worstP99Ms: number;
  };
  /** How often the balancer itself ended, which nobody can take over from. */
  readonly balancerDeaths: number;
  /** Why the load says nothing; null where it kept its rate. */
  readonly invalid: string | null;
}

/**
 * A second of the balancer: how many answers came from each replica.
 *
 * @param count how many errors there were, those included that the balancer was not up to count.
 */
export function describeWindow(window: JournalEventOf<'balancer-window'>, count: number, paint: Paint): string {
  const most = Math.max(...window.replicas.map(({ requests }) => requests), 1);
  const replicas = window.replicas.map(({ id, requests, state, breaker }) => {
    const drawn = `${id} ${bar(requests / most, 10).padEnd(10)} ${String(requests).padStart(4)}`;
    if (state === 'in-rotation') return drawn;
    const word = breaker === 'open' ? 'CIRCUIT_OPEN' : state;
    return state === 'slow-start' ? `${drawn} ${paint.dim(word)}` : paint.bad(`${drawn} ${word}`);
  });
  const errors = `${count} ${count === 1 ? 'error' : 'errors'}`;
  return `${replicas.join('  ')}  ${window.requests} answered, ${count === 0 ? paint.good(errors) : paint.bad(errors)}`;
}

/** An event that belongs to an outage, in a line; undefined for all others. */
export function describeEvent(event: JournalEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'process-exited':
      return paint.warning(`${event.instance} ended (${event.signal ?? `exit code ${event.code}`}), pid ${event.pid}`);
    case 'process-ready':
      return `${event.instance} runs again, pid ${event.pid}`;
    case 'instance-off':
      return paint.bad(`${event.instance} out of rotation (${event.detector}: ${event.reason})`);
    case 'instance-on':
      return paint.good(`${event.instance} back in rotation`);
    default:
      return undefined;
  }
}

/** What is to be remembered of it. */
export function summarise(
  { outage, clients, balancerDeaths, invalid }: OutageSummary,
  paint: Paint,
): readonly string[] {
  const errors = clients.failed + clients.unknown;
  const answered = `${clients.ok} of ${clients.ok + errors} requests answered, ${errors} errors seen by clients`;
  const lines = [
    '',
    `  ${errors === 0 ? paint.good(answered) : paint.bad(answered)}; p99 of the worst second ${length(clients.worstP99Ms)}`,
  ];
  if (invalid !== null) lines.push(paint.warning(`  The load is not valid: ${invalid}`));
  if (balancerDeaths > 0) {
    const times = balancerDeaths === 1 ? '' : ` ${balancerDeaths} times`;
    lines.push(paint.bad(`  The balancer itself was down${times}: until it was up again nobody could answer.`));
  }
  if (outage !== null && outage.found === null && balancerDeaths > 0) {
    return [...lines, `  ${outage.replica} died; whether it was taken out of rotation is not known`];
  }
  return [...lines, ...(outage === null ? ['  No replica died.'] : describeOutage(outage))];
}

function describeOutage({ replica, found, backAtUs, ...times }: Outage & OutageTimes): readonly string[] {
  if (found === null) return [`  ${replica} died, and was not taken out of rotation`];
  const { foundAfterMs, downForMs, backAfterReadyMs } = times;
  const how = `out of rotation (${found.detector}: ${found.reason})`;
  const found_ =
    foundAfterMs === null
      ? `  ${replica} ${how}`
      : foundAfterMs === 0
        ? `  ${replica} ${how} before the lab saw it end`
        : `  ${replica} ${how} ${length(foundAfterMs)} after it died`;
  const lines = [found_];
  if (downForMs !== null) lines.push(`  a new process was ready ${length(downForMs)} after it died`);
  if (backAtUs === null) lines.push('  it has not come back yet');
  else if (backAfterReadyMs === null) lines.push('  back in rotation');
  else if (backAfterReadyMs === 0) lines.push('  back in rotation as soon as it was ready');
  else lines.push(`  back in rotation ${length(backAfterReadyMs)} after it was ready`);
  return lines;
}
