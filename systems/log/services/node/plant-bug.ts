/** A log with a planted bug: it stands in front of the sound one, which stays as it is. */
import type { Message } from '../../model/message.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import type { AppendOutcome, Draft, MessageLog } from './message-log.ts';

/** The log with the bug; the log itself where there is none. */
export function plantBug(log: MessageLog, bug: PlantedBug | undefined): MessageLog {
  return bug === undefined ? log : new BuggyLog(log, bug);
}

/** For so long a message stands at the end of the list of the node to which it came. */
const shownMs = 500;

class BuggyLog implements MessageLog {
  readonly #log: MessageLog;
  readonly #bug: PlantedBug;
  /** What this node was asked to append and is not decided; what it shows on arrival. */
  readonly #open = new Set<Draft>();

  constructor(log: MessageLog, bug: PlantedBug) {
    this.#log = log;
    this.#bug = bug;
  }

  get leadership(): AbortSignal {
    return this.#log.leadership;
  }

  async append(draft: Draft): Promise<AppendOutcome> {
    if (this.#bug === 'shows-on-arrival') return this.#showAndAppend(draft);
    if (this.#log.standing().role !== 'leader') return this.#log.append(draft);
    const next = { id: this.#log.count + this.#open.size + 1, lamportTimestamp: this.#log.lamportTime + 1 };
    this.#open.add(draft);
    const decided = this.#log.append(this.#bug === 'forgets-keys' ? withoutKey(draft) : draft);
    const settled = decided.finally(() => this.#open.delete(draft));
    if (this.#bug === 'acknowledges-early') return { kind: 'appended', message: next, repeated: false };
    const highest = this.#log.count + 1;
    const outcome = await settled;
    if (this.#bug !== 'ids-from-highest' || outcome.kind !== 'appended') return outcome;
    return { ...outcome, message: { ...outcome.message, id: highest } };
  }

  /** Every node shows what its clients bring, at the end of its own list, wherever in the log it will stand, if anywhere. */
  #showAndAppend(draft: Draft): Promise<AppendOutcome> {
    this.#open.add(draft);
    setTimeout(() => this.#open.delete(draft), shownMs).unref();
    return this.#log.append(draft);
  }

  async *read(range: { readonly afterId: number; readonly limit: number }): AsyncIterable<readonly Message[]> {
    let left = range.limit;
    let lastId = range.afterId;
    for await (const page of this.#log.read(range)) {
      yield page;
      left -= page.length;
      lastId = page.at(-1)?.id ?? lastId;
    }
    if (this.#bug !== 'shows-on-arrival' || lastId < this.#log.count) return;
    const { lamportTime } = this.#log;
    const arrived = [...this.#open].slice(0, left);
    yield arrived.map((draft, index) => ({
      ...draft,
      id: lastId + index + 1,
      lamportTimestamp: lamportTime + index + 1,
      term: this.#log.standing().term,
    }));
  }

  standing(): ReturnType<MessageLog['standing']> {
    return this.#log.standing();
  }

  get count(): number {
    return this.#log.count;
  }

  get lamportTime(): number {
    return this.#log.lamportTime;
  }

  hearTime(lamportTime: number): void {
    this.#log.hearTime(lamportTime);
  }

  statistics(): ReturnType<MessageLog['statistics']> {
    return this.#log.statistics();
  }
}

function withoutKey({ idempotencyKey: _, ...draft }: Draft): Draft {
  return draft;
}
