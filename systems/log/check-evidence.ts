/** What the checks of the log look at: what the nodes hold in the end, what clients were told, and the run's journal. */
import type { Acknowledgement, Placement } from '@temblor/checkers/agreement/log-agreement';
import type { Attempt } from '@temblor/checkers/exactly-once/exactly-once';
import type { Json, Operation } from '@temblor/checkers/history/operation';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { readPhaseRuns } from '@temblor/lab/measure/phase-runs';
import type { Span } from '@temblor/lab/measure/span';
import { z } from 'zod';

/** The nodes by instance id, as the declaration numbers them. */
export const nodes: readonly string[] = ['node-1', 'node-2', 'node-3'];

const shownMessage = z.object({
  id: z.number(),
  content: z.string(),
  lamport_timestamp: z.number(),
  node_id: z.number(),
});
/** A message as `GET /messages` shows it. */
export type ShownMessage = z.infer<typeof shownMessage>;
const shownMessages = z.array(shownMessage);

/** What one node shows, in the order in which it shows it. */
export interface NodeLog {
  readonly node: string;
  readonly messages: readonly ShownMessage[];
}

const pageSize = 5000;

/** How long followers may take to show what the leader shows, once nobody appends any more. */
const catchUpWithinMs = 10_000;
const askEveryMs = 100;

/** The logs of all nodes, as they are. @throws TemblorError `log-unreadable` where a node does not show its log. */
export function readLogs(context: Pick<CheckContext, 'observe'>): Promise<NodeLog[]> {
  return Promise.all(nodes.map((node) => readLog(context, node)));
}

/**
 * The same once they are of one length, or as they are after ten seconds: followers show last what was appended last.
 * @throws TemblorError `log-unreadable`.
 */
export async function readSettledLogs(context: Pick<CheckContext, 'observe'>): Promise<NodeLog[]> {
  let logs: NodeLog[] = [];
  await pollUntil(
    async () => {
      logs = await readLogs(context);
      return new Set(logs.map(({ messages }) => messages.at(-1)?.id)).size === 1;
    },
    { timeoutMs: catchUpWithinMs, intervalMs: askEveryMs },
  );
  return logs;
}

async function readLog({ observe }: Pick<CheckContext, 'observe'>, node: string): Promise<NodeLog> {
  const messages: ShownMessage[] = [];
  for (;;) {
    const after = messages.at(-1)?.id ?? 0;
    const { status, body } = await observe(node, `/messages?after=${after}&limit=${pageSize}`);
    const page = shownMessages.safeParse(body).data;
    if (status !== 200 || page === undefined) {
      throw new TemblorError('log-unreadable', `${node} answered ${status} to GET /messages, and no list of messages`);
    }
    messages.push(...page);
    // A log that does not go on after its last id would be read for ever.
    if (page.length < pageSize || (page.at(-1)?.id ?? 0) <= after) return { node, messages };
  }
}

/** Where each message stands at each node: at the id that it is shown under. Contents tell messages apart. */
export function toPlacements(logs: readonly NodeLog[]): Placement[] {
  return logs.flatMap(({ node, messages }) =>
    messages.map(({ id, content }) => ({ node, position: id, entry: content })),
  );
}

const appendInput = z.object({ message: z.string() });
const appendOutput = z.object({ id: z.number() });

/** A client's attempt to append a message. */
export type AppendAttempt = Attempt & { readonly operation: Operation };

/** Every attempt to append, of all clients. */
export function toAttempts(history: readonly Operation[]): AppendAttempt[] {
  return history.flatMap((operation) => {
    const identity = appendInput.safeParse(operation.input).data?.message;
    if (operation.name !== 'append' || identity === undefined) return [];
    const { outcome } = operation;
    const position = outcome === 'ok' ? appendOutput.safeParse(operation.output).data?.id : undefined;
    return [{ identity, outcome, operation, ...(position === undefined ? {} : { position }) }];
  });
}

/** What was acknowledged, each message once: from its first attempt to its first acknowledgement. */
export function toAcknowledged(history: readonly Operation[]): Acknowledgement[] {
  return [...Map.groupBy(toAttempts(history), ({ identity }) => identity)].flatMap(([entry, attempts]) => {
    const acknowledged = attempts.filter(({ outcome }) => outcome === 'ok');
    const first = acknowledged.toSorted((left, right) => left.operation.completedUs - right.operation.completedUs)[0];
    if (first === undefined) return [];
    const invokedUs = Math.min(...attempts.map(({ operation }) => operation.invokedUs));
    return [{ entry, position: first.position, invokedUs, completedUs: first.operation.completedUs }];
  });
}

/** A page that a client read while others wrote. */
export interface ShownPage {
  readonly operation: Operation;
  readonly messages: readonly ShownMessage[];
}

/** The pages that clients read, and the ids of the reads whose answer was none. */
export function toPages(history: readonly Operation[]): { pages: ShownPage[]; malformed: number[] } {
  const reads = history.filter(({ name, outcome }) => name === 'read' && outcome === 'ok');
  const parsed = reads.map((operation) => ({ operation, messages: readMessages(operation.output) }));
  return {
    pages: parsed.flatMap(({ operation, messages }) => (messages === undefined ? [] : [{ operation, messages }])),
    malformed: parsed.filter(({ messages }) => messages === undefined).map(({ operation }) => operation.id),
  };
}

function readMessages(output: Json): ShownMessage[] | undefined {
  return shownMessages.safeParse(output).data;
}

/** The journal in order of time: facts of several processes arrive in another order now and then. */
export function inOrderOfTime(journal: readonly JournalEvent[]): JournalEvent[] {
  return journal.toSorted((left, right) => left.atUs - right.atUs || left.sequence - right.sequence);
}

/** When the load began to count; 0 where it did from the beginning. */
export function readWarmUpEnd(journal: readonly JournalEvent[]): number {
  return journal.find(({ type }) => type === 'warm-up-finished')?.atUs ?? 0;
}

/** The phases in which something was broken, and from when to when: from its first effect to the last fault's end. */
export function readBrokenSpans(journal: readonly JournalEvent[]): { phase: PhaseRun; broken: Span }[] {
  return readPhaseRuns(inOrderOfTime(journal)).flatMap((phase) => {
    const effects = phase.faults.flatMap(({ evidence }) =>
      evidence.kind === 'confirmed' ? [evidence.effectAtUs] : [],
    );
    if (effects.length === 0 || effects.length < phase.faults.length) return [];
    const ends = phase.faults.map(({ liftedAtUs }) => liftedAtUs ?? phase.endUs);
    return [{ phase, broken: { startUs: Math.min(...effects), endUs: Math.max(...ends) } }];
  });
}

/** The windows of all nodes, in order of time. */
export function readWindows(journal: readonly JournalEvent[]): JournalEventOf<'log-window'>[] {
  return inOrderOfTime(journal).filter((event) => event.type === 'log-window');
}

/** How long two nodes or more said at once that they lead, in seconds: as exact as their windows. */
export function secondsWithTwoLeaders(journal: readonly JournalEvent[]): number {
  const leading = readWindows(journal).filter(({ role }) => role === 'leader');
  const others = leading.flatMap((left, index) =>
    leading
      .slice(index + 1)
      .filter((right) => right.instance !== left.instance)
      .map((right) => Math.min(left.endUs, right.endUs) - Math.max(left.startUs, right.startUs)),
  );
  return others.filter((overlapUs) => overlapUs > 0).reduce((sum, overlapUs) => sum + overlapUs, 0) / 1e6;
}
