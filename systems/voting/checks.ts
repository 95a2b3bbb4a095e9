/** What must be true of the voting system after any experiment, and what only some experiments ask for. */
import { checkExactlyOnce } from '@temblor/checkers/exactly-once/exactly-once';
import { cannotTell, conclude } from '@temblor/checkers/findings/findings';
import type { CheckResult } from '@temblor/checkers/history/operation';
import { checkAcknowledgedOrder } from '@temblor/checkers/ledger/acknowledged-order';
import type { HeldState } from '@temblor/checkers/ledger/conservation';
import { checkConservation } from '@temblor/checkers/ledger/conservation';
import { checkFoldedReads } from '@temblor/checkers/ledger/folded-reads';
import { lastPosition } from '@temblor/checkers/ledger/ledger';
import { checkReplicaAgreement } from '@temblor/checkers/replicas/replica-agreement';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import { readFaults } from '@temblor/lab/measure/fault-records';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { nearestRank } from '@temblor/lab/measure/spread';
import { z } from 'zod';
import { readLedger, toAcknowledged, toAttempts, toEffects, toReads } from './check-evidence.ts';
import { statusSchema } from './services/monitor/status.ts';

const replicas = ['inventory-1', 'inventory-2', 'inventory-3'] as const;

/** How long a replica may take to apply the last event, once the load has stopped. */
const catchUpMs = 5000;

/** A read without a quorum is refused at once: the p95 of such refusals stays below this. */
const refusedWithinMs = 250;

/** Orders and cancellations: acknowledged once, unknown at most once, failed never. */
export async function ordersExactlyOnce(context: CheckContext): Promise<CheckResult> {
  const { events } = await readLedger(context);
  return checkExactlyOnce('orders-exactly-once', toAttempts(context.history), toEffects(events));
}

/** An order that began after another was acknowledged stands behind it. */
export async function offsetsInOrder(context: CheckContext): Promise<CheckResult> {
  return checkAcknowledgedOrder('offsets-in-order', toAcknowledged(context.history));
}

/** No wrong value went through the voter: each read shows the fold of the events up to its offset. */
export async function readsAreTrue(context: CheckContext): Promise<CheckResult> {
  const { folded } = await readLedger(context);
  const { reads, malformed } = toReads(context.history);
  const result = checkFoldedReads('reads-are-true', folded, reads);
  if (malformed.length === 0) return result;
  const strange = malformed.map((read) => `${read} was answered with something that is no voted answer`);
  return conclude(result.check, result.summary, [...strange, ...result.violations]);
}

/** The replicas hold the same quantities at the last offset. */
export async function replicasAgree(context: CheckContext): Promise<CheckResult> {
  const { folded } = await readLedger(context);
  const held = await observeReplicas(context, lastPosition(folded));
  const observations = held.map(({ holder, position, state }) => ({ replica: holder, position, value: { ...state } }));
  return checkReplicaAgreement('replicas-agree', observations, replicas);
}

/** Replicas and stock table are what the events add up to, and the stock never was below zero. */
export async function stockConserved(context: CheckContext): Promise<CheckResult> {
  const { folded, stockTable } = await readLedger(context);
  const held = await observeReplicas(context, lastPosition(folded));
  const table = { holder: 'the stock table', position: lastPosition(folded), state: stockTable };
  return checkConservation('stock-conserved', folded, [table, ...held]);
}

const inventoryAnswer = z.object({ offset: z.number(), items: z.record(z.string(), z.number()) });

/** What each replica holds at an offset, as soon as it has reached it; who does not in time is left out. */
async function observeReplicas(context: CheckContext, offset: number): Promise<HeldState[]> {
  const observed = await Promise.all(
    replicas.map((replica) =>
      pollUntil(
        async () => {
          const { status, body } = await context.observe(replica, `/inventory?offset=${offset}`);
          const answer = status === 200 ? inventoryAnswer.safeParse(body).data : undefined;
          return answer && { holder: replica, position: answer.offset, state: answer.items };
        },
        { timeoutMs: catchUpMs, intervalMs: 50 },
      ),
    ),
  );
  return observed.flatMap((state) => state ?? []);
}

/** Less fault-free time than this, in minutes, says nothing: six seconds. */
const leastFaultFreeMinutes = 0.1;

/**
 * No instance was put OFF in fault-free time. Undecided where there was hardly any, and where the monitor does not check
 * every instance: who looks at nothing raises no alarm.
 */
export async function noFalseAlarms({ journal, observe }: CheckContext): Promise<CheckResult> {
  const name = 'no-false-alarms';
  const { alarms, faultFreeMinutes } = measureRun(journal).falseAlarms;
  const summary = `${faultFreeMinutes.toFixed(1)} fault-free minutes were looked at`;
  if (alarms.length > 0) {
    const violations = alarms.map((alarm) => `${alarm.instance} was put OFF by ${alarm.detector}: ${alarm.reason}`);
    return conclude(name, summary, violations);
  }
  if (faultFreeMinutes < leastFaultFreeMinutes) return cannotTell(name, `only ${summary}`);
  const { body } = await observe('monitor', '/status');
  const instances = statusSchema.safeParse(body).data?.instances ?? [];
  const unchecked = instances.filter(({ status }) => status === 'UNKNOWN').map(({ instance_id: id }) => id);
  if (instances.length === 0) return cannotTell(name, 'the monitor does not tell whom it checks');
  if (unchecked.length > 0) return cannotTell(name, `the monitor does not check ${unchecked.join(', ')}`);
  return conclude(name, summary, []);
}

const refusal = z.object({ code: z.literal('quorum_not_reached') });

/**
 * The quorum was lost, reads were refused at once meanwhile, and it came back by itself. Undecided where the faults that
 * take the quorum away were not all seen to act.
 */
export async function quorumLostAndRegained({ journal, history }: CheckContext): Promise<CheckResult> {
  const name = 'quorum-lost-and-regained';
  const faults = readFaults(journal);
  const unproven = faults.find(({ evidence }) => evidence.kind !== 'confirmed');
  if (unproven !== undefined) return cannotTell(name, `${unproven.kind} on ${unproven.target} was not seen to act`);
  if (faults.length === 0) return cannotTell(name, 'nothing was broken');
  const lost = journal.filter(({ type }) => type === 'quorum-lost').at(0);
  const regained = journal.filter(({ type }) => type === 'quorum-regained').at(-1);
  if (lost === undefined)
    return conclude(name, 'the journal was read', ['the voter never said that the quorum was lost']);
  const violations: string[] = [];
  const endUs = regained?.atUs ?? Number.POSITIVE_INFINITY;
  if (endUs < lost.atUs || regained === undefined) violations.push('the quorum was lost and not regained');
  const refused = history.filter((operation) => {
    const { name: what, status, output } = operation;
    return what === 'voted-read' && status === 503 && refusal.safeParse(output).success;
  });
  if (refused.length === 0) violations.push('no read was refused with quorum_not_reached while the quorum was lost');
  const waits = refused.map(({ invokedUs, completedUs }) => (completedUs - invokedUs) / 1000);
  const slowMs = nearestRank(waits, 95) ?? 0;
  if (slowMs >= refusedWithinMs) {
    violations.push(
      `95 % of the refusals took up to ${slowMs.toFixed(0)} ms, and should take less than ${refusedWithinMs}`,
    );
  }
  const after = history.filter(({ name: what, outcome, invokedUs }) => {
    return what === 'voted-read' && outcome === 'ok' && invokedUs > endUs;
  });
  if (regained !== undefined && after.length === 0) violations.push('no read succeeded after the quorum was regained');
  return conclude(
    name,
    `${refused.length} refusals (p95 ${slowMs.toFixed(1)} ms), ${after.length} good reads after them`,
    violations,
  );
}
