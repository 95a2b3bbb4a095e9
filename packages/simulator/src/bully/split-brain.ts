/**
 * Split brain: two nodes each took a client's message while the other held itself for leader too, and each message was
 * accepted. A leader that is superseded learns of it by one message; what is taken within the time that a message takes
 * while no fault acts is not counted.
 */
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import type { BullyState } from '@temblor/protocols/bully/types';
import type { NodeId } from '@temblor/protocols/port/protocol';

/** A message that was taken while others led as well. */
interface RivalledEntry {
  readonly entry: BullyEntry;
  readonly takenUs: number;
  /** Who else led, and since when both did. */
  readonly rivals: ReadonlyMap<NodeId, number>;
}

export interface SplitBrain {
  readonly nodes: readonly [NodeId, NodeId];
  readonly text: string;
}

export class SplitBrainWatch {
  readonly #handOverUs: number;
  /** Since when each leader leads. */
  readonly #leading = new Map<NodeId, number>();
  /** Rivalled messages by content, which is unique. */
  readonly #taken = new Map<string, RivalledEntry>();
  readonly #accepted: RivalledEntry[] = [];

  /** @param handOverUs the longest time that a message takes while no fault acts. */
  constructor(handOverUs: number) {
    this.#handOverUs = handOverUs;
  }

  /** @param role undefined where the node is down. */
  learnRole(node: NodeId, role: BullyState['role']['kind'] | undefined, nowUs: number): void {
    if (role !== 'leader') this.#leading.delete(node);
    else if (!this.#leading.has(node)) this.#leading.set(node, nowUs);
  }

  /** A leader took a message. @returns who else led. */
  learnTaken(entry: BullyEntry, nowUs: number): readonly NodeId[] {
    const sinceUs = this.#leading.get(entry.from);
    if (sinceUs === undefined) return [];
    const both = [...this.#leading].map(([node, otherUs]) => [node, Math.max(sinceUs, otherUs)] as const);
    const rivals = new Map(both.filter(([node, bothUs]) => node !== entry.from && bothUs + this.#handOverUs <= nowUs));
    if (rivals.size > 0) this.#taken.set(entry.content, { entry, takenUs: nowUs, rivals });
    return [...rivals.keys()];
  }

  /** A client was told that its message is accepted. */
  learnAccepted({ content }: BullyEntry): SplitBrain | undefined {
    const own = this.#taken.get(content);
    if (own === undefined) return undefined;
    const other = this.#accepted.find(({ entry, rivals }) => {
      const bothUs = rivals.get(own.entry.from);
      return bothUs !== undefined && bothUs === own.rivals.get(entry.from);
    });
    this.#accepted.push(own);
    return other && { nodes: [other.entry.from, own.entry.from], text: `${tell(other)}, and ${tell(own)}.` };
  }
}

function tell({ entry, takenUs, rivals }: RivalledEntry): string {
  const others = `node${rivals.size > 1 ? 's' : ''} ${[...rivals.keys()].join(' and ')} led too`;
  return `node ${entry.from} took '${entry.content}' at ${(takenUs / 1e6).toFixed(3)} s while ${others}`;
}
