/** Whether messages are delivered in causal order, become stable in one order everywhere, and all arrive. */
import type { BroadcastEntry } from '@temblor/protocols/causal/broadcast-types';
import type { CausalStamp } from '@temblor/protocols/causal/causal-delivery';
import type { CausalityWatch } from '@temblor/protocols/causal/causality-watch';
import { nothingShown, watchShown } from '@temblor/protocols/causal/causality-watch';
import type { NodeId } from '@temblor/protocols/port/protocol';

export interface DeliveryViolation {
  readonly check: 'causal-order' | 'total-order' | 'delivery';
  readonly text: string;
  readonly nodes: readonly NodeId[];
}

export class DeliveryJudge {
  /** As the sender delivered it to itself: what travels may be falsified by a planted bug. */
  readonly #sent = new Map<string, CausalStamp>();
  readonly #shown = new Map<NodeId, CausalityWatch>();
  /** The one order in which messages become stable, each with the node that told of it first. */
  readonly #order: { readonly text: string; readonly node: NodeId }[] = [];
  /** How many of them each node has told of in this life. */
  readonly #stable = new Map<NodeId, number>();

  /** A node delivered a message. */
  judgeDelivered(node: NodeId, { from, clock, content }: BroadcastEntry): DeliveryViolation | undefined {
    if (from === node && !this.#sent.has(content.text)) this.#sent.set(content.text, { from, clock });
    const stamp = this.#sent.get(content.text) ?? { from, clock };
    const [watch, [missing]] = watchShown(this.#shown.get(node) ?? nothingShown, stamp);
    this.#shown.set(node, watch);
    if (missing === undefined) return undefined;
    const cause = [...this.#sent].find(
      ([, sent]) => sent.from === missing.from && sent.clock[missing.from] === missing.number,
    );
    const text = `Node ${node} shows ${content.text} of node ${from} before ${cause?.[0] ?? 'a message'} of node ${missing.from}, which its sender had seen.`;
    return { check: 'causal-order', text, nodes: [...new Set([node, from, missing.from])] };
  }

  /** A message became stable at a node. */
  judgeStable(node: NodeId, { content }: BroadcastEntry): DeliveryViolation | undefined {
    const place = this.#stable.get(node) ?? 0;
    this.#stable.set(node, place + 1);
    const expected = this.#order[place];
    if (expected === undefined) this.#order.push({ text: content.text, node });
    if (expected === undefined || expected.text === content.text) return undefined;
    const text = `Node ${node} has ${content.text} as number ${place + 1} of the total order, and node ${expected.node} has ${expected.text}.`;
    return { check: 'total-order', text, nodes: [node, expected.node] };
  }

  /** A node lost its memory: it tells all anew. */
  forget(node: NodeId): void {
    this.#shown.delete(node);
    this.#stable.delete(node);
  }

  /** Nothing has been in the way for a while: every message must be stable everywhere. */
  judgeEnd(nodes: readonly NodeId[]): DeliveryViolation | undefined {
    const behind = nodes.filter((node) => (this.#stable.get(node) ?? 0) < this.#sent.size);
    if (behind.length === 0) return undefined;
    const text = `Of ${this.#sent.size} messages ${behind.map((node) => `node ${node} has ${this.#stable.get(node) ?? 0}`).join(', ')} in the total order, long after the last fault.`;
    return { check: 'delivery', text, nodes: behind };
  }
}
