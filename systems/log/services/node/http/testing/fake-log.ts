import type { Message } from '../../../../model/message.ts';
import { Leadership } from '../../leadership.ts';
import type { AppendOutcome, Draft, MessageLog, Standing } from '../../message-log.ts';

/** A log in memory that does as a test says. */
export class FakeLog implements MessageLog {
  readonly drafts: Draft[] = [];
  readonly messages: Message[] = [];
  /** What the next appends come to; where none is left, they are appended. */
  readonly outcomes: AppendOutcome[] = [];
  readonly heardTimes: number[] = [];
  readonly leaders = new Leadership();
  position: Standing;

  constructor(position: Standing) {
    this.position = position;
  }

  get leadership(): AbortSignal {
    return this.leaders.signal;
  }

  standing(): Standing {
    return this.position;
  }

  async append(draft: Draft): Promise<AppendOutcome> {
    this.drafts.push(draft);
    const outcome = this.outcomes.shift();
    if (outcome !== undefined) return outcome;
    const { nodeId, leader, term } = this.position;
    if (leader !== nodeId) return { kind: 'not-leader', leader };
    const { content, physicalTimestamp } = draft;
    const message = { id: this.count + 1, content, lamportTimestamp: this.lamportTime + 1, physicalTimestamp, term };
    this.messages.push({ ...message, nodeId: draft.nodeId });
    return { kind: 'appended', message, repeated: false };
  }

  async *read({ afterId, limit }: { readonly afterId: number; readonly limit: number }): AsyncGenerator<Message[]> {
    const wanted = this.messages.slice(afterId, afterId + limit);
    for (let at = 0; at < wanted.length; at += 3) yield wanted.slice(at, at + 3);
  }

  get count(): number {
    return this.messages.length;
  }

  get lamportTime(): number {
    return this.messages.at(-1)?.lamportTimestamp ?? 0;
  }

  hearTime(lamportTime: number): void {
    this.heardTimes.push(lamportTime);
  }

  statistics() {
    return {
      messagesSent: this.count,
      messagesReceived: 0,
      causalityViolations: 0,
      latestViolations: [],
      leaderElections: 1,
    };
  }
}
