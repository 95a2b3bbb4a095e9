/** What must be true of the balancer after an experiment. Which experiment promises what stands in `experiments.ts`. */
import { cannotTell, conclude } from '@temblor/checkers/findings/findings';
import type { CheckResult } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { isWithin } from '@temblor/lab/measure/span';
import { nearestRank } from '@temblor/lab/measure/spread';
import type { BalancerWindow, BreakerOutage } from './check-evidence.ts';
import {
  answeredBy,
  inOrderOfTime,
  isLoadInvalid,
  liesWithin,
  readLastQuietPhase,
  readOutages,
  readProvenFaults,
  readWarmUpEnd,
  readWindows,
  replicas,
  spanOf,
} from './check-evidence.ts';

/** What the retry budget allows: for each request of a client so many attempts at replicas, on average. */
const mostAttempts = 1.2;

/** Fewer requests than this say nothing about shares of them. */
const fewestRequests = 100;

/** A replica comes back with a part of its share, which grows for a second; then the next window begins. */
const slowStartUs = 1_200_000;

/** Requests that were on their way when a breaker opened have ended, or were given up, by then. */
const inFlightUs = 200_000;

/** A replica that is up is in rotation again within this time. */
const backWithinMs = 1000;

/** While a fault acts, 99 of 100 requests are answered within this time. */
const answeredWithinMs = 300;

/** Less fault-free time than this, in minutes, says nothing: six seconds. */
const leastFaultFreeMinutes = 0.1;

/**
 * No client saw a failure, and none was left without an answer. What was sent in the warm-up does not count. Undecided
 * where nothing but time-outs is wrong and the machine was too busy for its load: it was so for the balancer, too.
 */
export async function noClientErrors({ history, journal }: CheckContext): Promise<CheckResult> {
  const name = 'no-client-errors';
  const fromUs = readWarmUpEnd(journal);
  const counted = history.filter(({ invokedUs }) => invokedUs >= fromUs);
  if (counted.length === 0) return cannotTell(name, 'no operation was carried out');
  const wrong = counted.filter(({ outcome }) => outcome !== 'ok');
  const kinds = Map.groupBy(wrong, (operation) => {
    const answer = operation.status === 0 ? 'got no answer' : `was answered with ${operation.status}`;
    return `${operation.name} ${answer}`;
  });
  const violations = [...kinds]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([kind, operations]) => `${kind} ${operations.length} times, first as operation ${operations[0]?.id}`);
  const summary = `${counted.length} operations after the warm-up, ${wrong.length} without a good answer`;
  const result = conclude(name, summary, violations);
  return wrong.every(({ status }) => status === 0) ? unlessTooBusy(result, journal) : result;
}

/** Every good answer to `GET /whoami`, warm-up included, names a replica that exists, and no good answer is empty. */
export async function answersComeFromReplicas({ history }: CheckContext): Promise<CheckResult> {
  const name = 'answers-come-from-replicas';
  const good = history.filter(({ outcome }) => outcome === 'ok');
  const asked = good.filter(({ name: what }) => what === 'whoami');
  if (asked.length === 0) return cannotTell(name, 'no GET /whoami was answered');
  const counts = new Map<string, number>();
  const violations: string[] = [];
  for (const operation of asked) {
    const who = answeredBy(operation) ?? 'nobody';
    counts.set(who, (counts.get(who) ?? 0) + 1);
    const isReplica = replicas.some((replica) => replica === who);
    if (!isReplica) violations.push(`operation ${operation.id} says that it was answered by ${who}`);
  }
  const empty = good.filter(({ name: what, output }) => what === 'image' && (output === null || output === ''));
  violations.push(...empty.map(({ id }) => `operation ${id} was answered with an image of no bytes`));
  const shares = replicas.map((replica) => `${replica} ${counts.get(replica) ?? 0}`).join(', ');
  return conclude(name, `${asked.length} good answers to GET /whoami, warm-up included: ${shares}`, violations);
}

/**
 * While faults acted, the replicas were asked at most 1.2 times for each request of a client: retries and hedges do not
 * bring down who is in trouble already.
 */
export async function amplificationBounded({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'amplification-bounded';
  const { faults, doubt } = readProvenFaults(journal);
  if (doubt !== undefined) return cannotTell(name, doubt);
  const spans = faults.map((fault) => spanOf(fault, journal));
  const windows = readWindows(journal).filter((window) => spans.some((span) => isWithin(window, span)));
  const requests = sum(windows.map((window) => window.requests));
  const attempts = sum(windows.flatMap((window) => window.replicas.map((replica) => replica.requests)));
  const summary = `${attempts} attempts at replicas for ${requests} requests while faults acted`;
  if (requests < fewestRequests) return cannotTell(name, `only ${summary}`);
  const ratio = attempts / requests;
  const violation = `${summary}: ${ratio.toFixed(2)} each, and at most ${mostAttempts} are allowed`;
  return conclude(name, `${summary}: ${ratio.toFixed(2)} each`, ratio > mostAttempts ? [violation] : []);
}

/** Whoever was restarted was drained first, and ended by itself; nobody took it for dead. */
export async function restartsDrained({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'restarts-drained';
  const { faults, doubt } = readProvenFaults(journal);
  if (doubt !== undefined) return cannotTell(name, doubt);
  const restarts = faults.filter(({ kind }) => kind === 'restart');
  if (restarts.length === 0) return cannotTell(name, 'nothing was restarted');
  const ordered = inOrderOfTime(journal);
  const violations = restarts.flatMap(({ instance, appliedAtUs }) => {
    const since = ordered.filter(({ atUs }) => atUs >= appliedAtUs);
    const exited = since.find((event) => event.type === 'process-exited' && event.instance === instance);
    const ready = since.find((event) => event.type === 'process-ready' && event.instance === instance);
    const draining = since.find((event) => event.type === 'replica-draining' && event.replica === instance);
    const drained = since.find((event) => event.type === 'replica-drained' && event.replica === instance);
    const off = since.find((event) => event.type === 'instance-off' && event.instance === instance);
    if (exited?.type !== 'process-exited') return [`${instance} did not end`];
    const wrong: string[] = [];
    if (exited.signal !== null) wrong.push(`${instance} did not end by itself, but by ${exited.signal}`);
    if (draining === undefined || draining.atUs > exited.atUs) wrong.push(`${instance} ended before it was drained`);
    else if (
      drained === undefined ||
      (drained.atUs > exited.atUs && !answeredAll(journal, exited.instance, draining, drained))
    ) {
      wrong.push(`${instance} ended before it had answered what it had`);
    }
    if (ready === undefined) wrong.push(`${instance} did not come back`);
    if (off !== undefined && off.atUs <= (ready?.atUs ?? off.atUs)) wrong.push(`${instance} was taken for dead`);
    return wrong;
  });
  return conclude(name, `${restarts.length} restarts were looked at`, violations);
}

/**
 * Whether the balancer got every answer of a replica between two moments. It learns of the last one after the replica has
 * sent it, and on a busy machine even after the replica has ended: then what it counted tells whether one broke off.
 */
function answeredAll(journal: readonly JournalEvent[], id: string, from: JournalEvent, to: JournalEvent): boolean {
  const meanwhile = readWindows(journal).filter(({ startUs, endUs }) => endUs >= from.atUs && startUs <= to.atUs);
  const counts = meanwhile.flatMap(({ replicas: all }) => all.filter((replica) => replica.id === id));
  return counts.length > 0 && counts.every(({ failures }) => failures === 0);
}

/**
 * While a breaker is not closed its replica gets a single request each time that it is half-open. Read from windows that
 * lie as a whole in such a time, and outside panic, which asks everybody. It tells a crowd from one probe only where a
 * failure takes long enough for a crowd to gather: where it does not, the first failure shuts the others out.
 */
export async function halfOpenOneProbe({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'half-open-one-probe';
  const windows = readWindows(journal);
  const panics = windows.filter(({ panic }) => panic);
  const calm = readOutages(journal).filter((outage) => !panics.some((window) => isWithin(window, outage)));
  const looked = calm.flatMap((outage) => readProbes(outage, windows) ?? []);
  if (looked.length === 0) return cannotTell(name, 'no breaker was half-open in a window of its own');
  const violations = looked
    // One more may have been sent before the first window, and have ended in it.
    .filter(({ attempts, halfOpenings }) => attempts > halfOpenings + 1)
    .map(({ replica, attempts, halfOpenings }) => {
      return `${replica} was asked ${attempts} times while its breaker was half-open ${halfOpenings} times`;
    });
  const halfOpenings = sum(looked.map((outage) => outage.halfOpenings));
  const attempts = sum(looked.map((outage) => outage.attempts));
  return conclude(name, `${attempts} requests while breakers were half-open ${halfOpenings} times`, violations);
}

/** How often a replica was asked, and its breaker half-open, in the windows of an outage; undefined where it never was. */
function readProbes({ replica, startUs, endUs, halfOpenedUs }: BreakerOutage, windows: readonly BalancerWindow[]) {
  const within = windows.filter((window) => liesWithin(window, { startUs: startUs + inFlightUs, endUs }));
  const [first, last] = [within.at(0), within.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const halfOpenings = halfOpenedUs.filter((atUs) => atUs >= first.startUs && atUs < last.endUs).length;
  const own = within.flatMap((window) => window.replicas.filter(({ id }) => id === replica));
  return halfOpenings === 0 ? undefined : { replica, halfOpenings, attempts: sum(own.map(({ requests }) => requests)) };
}

/** In the last phase, with nothing broken any more, every replica gets at least half of its share by weight. */
export async function trafficSpread({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'traffic-spread';
  const phase = readLastQuietPhase(journal);
  if (phase === undefined) return cannotTell(name, 'the last phase was not one in which nothing is broken');
  const settled = { startUs: phase.startUs + slowStartUs, endUs: phase.endUs };
  const windows = readWindows(journal).filter((window) => liesWithin(window, settled));
  const entries = windows.flatMap((window) => window.replicas);
  const total = sum(entries.map(({ requests }) => requests));
  if (total < fewestRequests) return cannotTell(name, `only ${total} requests in the whole windows of ${phase.phase}`);
  const totalWeight = sum(entries.map(({ weight }) => weight));
  const shares = replicas.map((replica) => {
    const own = entries.filter(({ id }) => id === replica);
    const fair = sum(own.map(({ weight }) => weight)) / totalWeight;
    return { replica, fair, share: sum(own.map(({ requests }) => requests)) / total };
  });
  const violations = shares
    .filter(({ fair, share }) => share < fair / 2)
    .map(
      ({ replica, fair, share }) => `${replica} got ${percent(share)} of the requests, and ${percent(fair)} are its`,
    );
  const told = shares.map(({ replica, share }) => `${replica} ${percent(share)}`).join(', ');
  return conclude(name, `of ${total} requests after everything: ${told}`, violations);
}

/** Whoever crashed was put OFF, and is in rotation within a second after it is up. */
export async function backInRotation({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'back-in-rotation';
  const { faults, doubt } = readProvenFaults(journal);
  if (doubt !== undefined) return cannotTell(name, doubt);
  const crashes = faults.filter(({ kind }) => kind === 'crash');
  if (crashes.length === 0) return cannotTell(name, 'nothing crashed');
  const ordered = inOrderOfTime(journal);
  const waits: number[] = [];
  const violations = crashes.flatMap(({ instance, appliedAtUs }) => {
    const about = ordered.filter((event) => {
      return event.atUs >= appliedAtUs && 'instance' in event && event.instance === instance;
    });
    const off = about.find(({ type }) => type === 'instance-off');
    const ready = about.find(({ type }) => type === 'process-ready');
    const on = about.find(({ type, atUs }) => type === 'instance-on' && atUs > (off?.atUs ?? 0));
    if (off === undefined) return [`${instance} crashed and was not put OFF`];
    if (ready === undefined) return [`${instance} did not come back`];
    if (on === undefined) return [`${instance} came back and was not taken into rotation`];
    const waitMs = Math.max(0, on.atUs - ready.atUs) / 1000;
    waits.push(waitMs);
    if (waitMs <= backWithinMs) return [];
    return [`${instance} was in rotation ${waitMs.toFixed(0)} ms after it was up; ${backWithinMs} ms are allowed`];
  });
  const worst =
    waits.length === 0 ? '' : `, in rotation at most ${Math.max(...waits).toFixed(0)} ms after they were up`;
  return unlessTooBusy(conclude(name, `${crashes.length} crashes${worst}`, violations), journal);
}

/** While faults acted, 99 % of the requests were answered within 300 ms: nobody waited for who could not answer. */
export async function answeredInTime({ journal, history }: CheckContext): Promise<CheckResult> {
  const name = 'answered-in-time';
  const { faults, doubt } = readProvenFaults(journal);
  if (doubt !== undefined) return cannotTell(name, doubt);
  const spans = faults.map((fault) => spanOf(fault, journal));
  const meanwhile = history.filter(({ invokedUs }) =>
    spans.some(({ startUs, endUs }) => invokedUs >= startUs && invokedUs < endUs),
  );
  if (meanwhile.length < fewestRequests)
    return cannotTell(name, `only ${meanwhile.length} requests while faults acted`);
  const waits = meanwhile.map(({ invokedUs, completedUs }) => (completedUs - invokedUs) / 1000);
  const slowMs = nearestRank(waits, 99) ?? 0;
  const violation = `99 % of the requests took up to ${slowMs.toFixed(0)} ms; ${answeredWithinMs} ms are allowed`;
  const summary = `${meanwhile.length} requests while faults acted, p99 ${slowMs.toFixed(0)} ms`;
  return unlessTooBusy(conclude(name, summary, slowMs > answeredWithinMs ? [violation] : []), journal);
}

/** Nobody was put OFF in fault-free time; undecided where there was hardly any, and where the load was not valid. */
export async function noFalseAlarms({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'no-false-alarms';
  const { alarms, faultFreeMinutes } = measureRun(journal).falseAlarms;
  const summary = `${faultFreeMinutes.toFixed(1)} fault-free minutes were looked at`;
  const violations = alarms.map((alarm) => `${alarm.instance} was put OFF by ${alarm.detector}: ${alarm.reason}`);
  if (violations.length === 0 && faultFreeMinutes < leastFaultFreeMinutes) return cannotTell(name, `only ${summary}`);
  return unlessTooBusy(conclude(name, summary, violations), journal);
}

/** What is late or missing on a machine that was too busy for its load says nothing about the balancer. */
function unlessTooBusy(result: CheckResult, journal: CheckContext['journal']): CheckResult {
  if (result.verdict !== 'failed' || !isLoadInvalid(journal)) return result;
  return cannotTell(result.check, `${result.violations[0] ?? result.summary}, but the load is not valid`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
