/**
 * Causal order of deliveries (Birman and Joseph, "Reliable Communication in the Presence of Failures", 1987): nobody
 * delivers a message before one that it depends on, and the messages of one sender arrive in the order of sending.
 */
import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';

/** A message that was sent to everyone. */
export interface SentMessage {
  readonly id: string;
  readonly sender: string;
  /** Which of its sender's messages it is, from 1. */
  readonly number: number;
  /** Messages that it depends on, by their ids; those of which they depend need not be told again. */
  readonly after?: readonly string[] | undefined;
  /** The same as a vector clock: of each sender how many messages came before it. */
  readonly clock?: Readonly<Record<string, number>> | undefined;
}

/** That a process delivered a message. The deliveries of one process are given in their order; its own messages need none. */
export interface Delivery {
  readonly process: string;
  readonly message: string;
}

/** @param name of the check, as the report shows it. */
export function checkCausalOrder(
  name: string,
  messages: readonly SentMessage[],
  deliveries: readonly Delivery[],
): CheckResult {
  if (deliveries.length === 0) return cannotTell(name, 'nothing was delivered');
  const known = new Map(messages.map((message) => [message.id, message]));
  const byNumber = new Map(messages.map((message) => [place(message.sender, message.number), message.id]));
  const processes = Map.groupBy(deliveries, ({ process }) => process);
  const violations: string[] = [];
  for (const [process, own] of processes) {
    const delivered = new Set<string>();
    for (const { message: id } of own) {
      const message = known.get(id);
      if (message === undefined) violations.push(`${process} delivered ${id}, which nobody sent`);
      else if (delivered.has(id)) violations.push(`${process} delivered ${id} twice`);
      else {
        const missing = dependencies(message, byNumber).find(
          (needed) => !delivered.has(needed) && known.get(needed)?.sender !== process,
        );
        if (missing !== undefined)
          violations.push(`${process} delivered ${id} before ${missing}, ${why(message, known.get(missing))}`);
      }
      delivered.add(id);
    }
  }
  const summary = `${deliveries.length} deliveries of ${messages.length} messages by ${processes.size} processes were compared`;
  return conclude(name, summary, violations);
}

/** What must have been delivered before a message: its sender's one before it, and what it names. */
function dependencies({ sender, number, after, clock }: SentMessage, byNumber: ReadonlyMap<string, string>): string[] {
  const counts = Object.entries({ ...clock, [sender]: number - 1 });
  const nth = ([process, count]: [string, number]) =>
    count < 1 ? [] : [byNumber.get(place(process, count)) ?? place(process, count)];
  return [...counts.flatMap(nth), ...(after ?? [])];
}

function why(message: SentMessage, missing: SentMessage | undefined): string {
  return missing?.sender === message.sender ? `which ${message.sender} had sent before it` : 'on which it depends';
}

function place(sender: string, number: number): string {
  return `message ${number} of ${sender}`;
}
