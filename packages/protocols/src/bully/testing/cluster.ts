/** A cluster whose messages and timers a test moves by hand. */
import type { NodeId, ProtocolEffect, Stepped } from '../../port/protocol.ts';
import { nothingRecovered } from '../../port/protocol.ts';
import { bully } from '../bully.ts';
import type { BullyEntry } from '../entry.ts';
import type { BullyOptions } from '../options.ts';
import { defaultBullyOptions } from '../options.ts';
import type { BullyMessage, BullyOutput, BullyState, BullyTimer, BullyTypes } from '../types.ts';

interface Node {
  state: BullyState;
  readonly timers: Set<BullyTimer>;
  readonly outputs: BullyOutput[];
}

export class BullyCluster {
  readonly #protocol;
  readonly #nodes = new Map<NodeId, Node>();
  readonly #disks = new Map<NodeId, BullyEntry[]>();
  readonly #cut = new Set<string>();
  #flying: { from: NodeId; to: NodeId; message: BullyMessage }[] = [];
  /** Every message that was sent, in words. */
  sent: string[] = [];

  constructor(nodes: readonly NodeId[], options: Partial<BullyOptions> = {}) {
    this.#protocol = bully({ ...defaultBullyOptions, ...options, nodes });
  }

  /** Starts nodes, each from its disk. */
  start(...nodes: NodeId[]): void {
    for (const node of nodes) {
      const records = this.#disks.get(node) ?? [];
      this.#carryOut(node, this.#protocol.start(node, { ...nothingRecovered, records }, 0));
    }
  }

  crash(node: NodeId): void {
    this.#nodes.delete(node);
  }

  /** Messages between the two are lost from now on, in both directions. */
  cut(left: NodeId, right: NodeId): void {
    this.#cut.add(`${left}-${right}`).add(`${right}-${left}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  /** Delivers messages in the order of their sending until none is on its way. */
  settle(): void {
    for (let next = this.#flying.shift(); next !== undefined; next = this.#flying.shift()) {
      const { from, to, message } = next;
      const node = this.#nodes.get(to);
      if (node === undefined || this.#cut.has(`${from}-${to}`)) continue;
      this.#carryOut(to, this.#protocol.step(node.state, { kind: 'message', from, message }, 0));
    }
  }

  /** Lets a timer run out, where it is set. */
  fire(node: NodeId, timer: BullyTimer): void {
    const { state, timers } = this.#node(node);
    if (timers.delete(timer)) this.#carryOut(node, this.#protocol.step(state, { kind: 'timer', timer }, 0));
  }

  propose(node: NodeId, request: number, content: string): void {
    const input = { kind: 'command', command: { kind: 'propose', request, content } } as const;
    this.#carryOut(node, this.#protocol.step(this.#node(node).state, input, 0));
  }

  /** `5` for a node that follows 5 or is 5 and leads; what it waits for where it knows no leader. */
  leaders(): Record<NodeId, NodeId | string> {
    const read = ({ role, node }: BullyState) =>
      role.kind === 'leader' ? node : role.kind === 'follower' ? role.leader : role.kind;
    return Object.fromEntries([...this.#nodes].map(([node, { state }]) => [node, read(state)]));
  }

  /** The contents that a node holds, in the order in which it stored them. */
  stored(node: NodeId): string[] {
    return (this.#disks.get(node) ?? []).map(({ content }) => content);
  }

  outputs(node: NodeId, kind: BullyOutput['kind']): BullyOutput[] {
    return this.#node(node).outputs.filter((output) => output.kind === kind);
  }

  entries(node: NodeId): readonly BullyEntry[] {
    return this.#disks.get(node) ?? [];
  }

  #node(node: NodeId): Node {
    const found = this.#nodes.get(node);
    if (found === undefined) throw new Error(`node ${node} is down`);
    return found;
  }

  #carryOut(node: NodeId, [state, effects]: Stepped<BullyTypes>): void {
    const known = this.#nodes.get(node) ?? { state, timers: new Set(), outputs: [] };
    known.state = state;
    this.#nodes.set(node, known);
    for (const effect of effects) this.#perform(node, known, effect);
  }

  #perform(node: NodeId, { timers, outputs }: Node, effect: ProtocolEffect<BullyTypes>): void {
    switch (effect.kind) {
      case 'send':
        this.#flying.push({ from: node, to: effect.to, message: effect.message });
        this.sent.push(`${node}→${effect.to} ${effect.message.kind}`);
        break;
      case 'set-timer':
        timers.add(effect.timer);
        break;
      case 'cancel-timer':
        timers.delete(effect.timer);
        break;
      case 'persist':
        this.#disks.set(node, [...(this.#disks.get(node) ?? []), ...effect.append]);
        break;
      case 'output':
        outputs.push(effect.output);
        break;
      default:
        effect satisfies never;
    }
  }
}
