/** What must be true of the log after an experiment. Which experiment promises what stands in `experiments.ts`. */
import { checkLogAgreement } from '@temblor/checkers/agreement/log-agreement';
import { checkExactlyOnce } from '@temblor/checkers/exactly-once/exactly-once';
import { cannotTell, conclude } from '@temblor/checkers/findings/findings';
import type { CheckResult } from '@temblor/checkers/history/operation';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { ShownMessage } from './check-evidence.ts';
import {
  inOrderOfTime,
  nodes,
  readBrokenSpans,
  readLogs,
  readSettledLogs,
  readWarmUpEnd,
  readWindows,
  secondsWithTwoLeaders,
  toAcknowledged,
  toAttempts,
  toPages,
  toPlacements,
} from './check-evidence.ts';

/** The brief's own figure for a killed leader: from then on a message is accepted again. */
const acceptedAgainWithinMs = 8000;

/** All nodes hold the same messages at the same ids, and what was acknowledged is there, where clients were told. */
export async function logAgreement(context: CheckContext): Promise<CheckResult> {
  const logs = await readSettledLogs(context);
  return checkLogAgreement('log-agreement', toPlacements(logs), toAcknowledged(context.history), nodes, 'all');
}

/** What was acknowledged is in the log once, what is unknown at most once, what was refused never. */
export async function messagesExactlyOnce(context: CheckContext): Promise<CheckResult> {
  const [log] = (await readLogs(context)).toSorted((left, right) => right.messages.length - left.messages.length);
  const effects = (log?.messages ?? []).map(({ id, content }) => ({ identity: content, position: id }));
  return checkExactlyOnce('messages-exactly-once', toAttempts(context.history), effects);
}

/** Ids count from 1 without gaps, and Lamport timestamps grow with them, in the order in which messages are shown. */
export async function idsAndClocksGrow(context: CheckContext): Promise<CheckResult> {
  const name = 'ids-and-clocks-grow';
  const logs = await readLogs(context);
  const count = Math.max(...logs.map(({ messages }) => messages.length));
  if (count === 0) return cannotTell(name, 'the nodes show no messages');
  const violations = logs.flatMap(({ node, messages }) =>
    messages.flatMap(({ id, lamport_timestamp: lamport }, index) => {
      const before = messages[index - 1];
      if (id !== index + 1) return [`${node} shows id ${id} at place ${index + 1}`];
      if (before === undefined || lamport > before.lamport_timestamp) return [];
      return [
        `${node} gives message ${id} the Lamport time ${lamport}, and ${before.id} had ${before.lamport_timestamp}`,
      ];
    }),
  );
  return conclude(name, `${count} messages of ${logs.length} nodes were looked at`, violations);
}

/** What clients read while others wrote is what the log holds in the end: nothing shown was put elsewhere, or vanished. */
export async function readsAreStable(context: CheckContext): Promise<CheckResult> {
  const name = 'reads-are-stable';
  const { pages, malformed } = toPages(context.history);
  if (pages.length + malformed.length === 0) return cannotTell(name, 'nobody read the log');
  const [log] = await readLogs(context);
  const held = new Map(log?.messages.map((message) => [message.id, message]));
  const violations = [
    ...malformed.map((id) => `the answer to operation ${id} is no list of messages`),
    ...pages.flatMap(({ operation, messages }) =>
      messages
        .flatMap((message, index) => unstable(message, messages[index - 1], held.get(message.id)))
        .slice(0, 1)
        .map((what) => `operation ${operation.id} was shown ${what}`),
    ),
  ];
  const shown = pages.reduce((sum, { messages }) => sum + messages.length, 0);
  return conclude(name, `${pages.length} reads of ${shown} messages were compared with the log`, violations);
}

/** What is wrong with a message in a page; nothing where it stands after the one before it, and in the log. */
function unstable(shown: ShownMessage, before: ShownMessage | undefined, held: ShownMessage | undefined): string[] {
  const { id, content } = shown;
  if (before !== undefined && id !== before.id + 1) return [`${id} right after ${before.id}`];
  if (held === undefined) return [`'${content}' at ${id}, where the log holds nothing`];
  return held.content === content ? [] : [`'${content}' at ${id}, where the log holds '${held.content}'`];
}

/** No node showed a message before one that it depends on: by the nodes' own watch, which tests inject one into. */
export async function noCausalityViolations({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'no-causality-violations';
  const windows = readWindows(journal);
  if (windows.length === 0) return cannotTell(name, 'no node told anything of its log');
  const violations = windows
    .filter(({ causalityViolations }) => causalityViolations > 0)
    .map(({ instance, causalityViolations: count }) => `${instance} counted ${count} in one second`);
  return conclude(name, `${windows.length} seconds of the nodes were looked at`, violations);
}

/** No term has two leaders (Ongaro and Ousterhout 2014, election safety). */
export async function oneLeaderATerm({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'one-leader-a-term';
  const said = [
    ...readWindows(journal).filter(({ role }) => role === 'leader'),
    ...inOrderOfTime(journal).filter((event) => event.type === 'leader-elected'),
  ];
  if (said.length === 0) return cannotTell(name, 'nobody said who leads');
  const terms = Map.groupBy(said, ({ term }) => term);
  const violations = [...terms].flatMap(([term, words]) => {
    const instances = [...new Set(words.map(({ instance }) => instance))];
    return instances.length === 1 ? [] : [`${instances.join(' and ')} led in term ${term}`];
  });
  return conclude(name, `the leaders of ${terms.size} terms were looked at`, violations);
}

/** Nobody was elected once the load counted: no node took a leader for dead that was not. */
export async function noElections({ journal }: CheckContext): Promise<CheckResult> {
  const name = 'no-elections';
  const fromUs = readWarmUpEnd(journal);
  const elected = journal.filter((event) => event.type === 'leader-elected');
  const since = elected.filter(({ atUs }) => atUs > fromUs);
  const violations = since.map(
    ({ instance, term }) => `${instance} was elected in term ${term}, and nothing was broken`,
  );
  return unlessTooBusy(conclude(name, 'the whole run after the warm-up was looked at', violations), journal);
}

/** After each fault a message is accepted within eight seconds from its effect, whoever leads then. */
export async function acceptsAgain({ journal, history }: CheckContext): Promise<CheckResult> {
  const name = 'accepts-again';
  const spans = readBrokenSpans(journal);
  if (spans.length === 0) return cannotTell(name, 'no fault was seen to act');
  const accepted = toAttempts(history).filter(({ outcome }) => outcome === 'ok');
  const violations = spans.flatMap(({ phase, broken }) => {
    const latestUs = broken.startUs + acceptedAgainWithinMs * 1000;
    const isAgain = accepted.some(
      ({ operation }) => operation.invokedUs >= broken.startUs && operation.completedUs <= latestUs,
    );
    return isAgain
      ? []
      : [`no message was accepted within ${acceptedAgainWithinMs} ms of ${phase.phase} ${phase.repeat}`];
  });
  return unlessTooBusy(
    conclude(
      name,
      `what clients did after ${spans.length === 1 ? 'one fault' : `${spans.length} faults`} was looked at`,
      violations,
    ),
    journal,
  );
}

/** What is late on a machine that was too busy for its load says nothing about the log. */
function unlessTooBusy(result: CheckResult, journal: CheckContext['journal']): CheckResult {
  const isInvalid = journal.some((event) => event.type === 'load-finished' && !event.valid);
  if (result.verdict !== 'failed' || !isInvalid) return result;
  return cannotTell(result.check, `${result.violations[0] ?? result.summary}, but the load is not valid`);
}

/**
 * That the harm of the bully algorithm under a partition was seen: two leaders at once, and logs or acknowledgements that
 * contradict each other. It passes when the harm was found, since to show it is what its experiment is for.
 */
export async function bullyLosesAgreement(context: CheckContext): Promise<CheckResult> {
  const name = 'bully-loses-agreement';
  const logs = await readSettledLogs(context);
  const found = checkLogAgreement(name, toPlacements(logs), toAcknowledged(context.history), nodes, 'all');
  const seconds = secondsWithTwoLeaders(context.journal);
  const missing = [
    ...(seconds === 0 ? ['two leaders at once were not seen'] : []),
    ...(found.verdict === 'failed' ? [] : [`the logs did not come to differ: ${found.summary}`]),
  ];
  const harm = `the harm was seen, as it must be with bully: two leaders for ${seconds.toFixed(1)} s, and ${found.violations[0]}`;
  return conclude(name, missing.length === 0 ? harm : 'the harm of bully was looked for', missing);
}
