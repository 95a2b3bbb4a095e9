/**
 * A world in memory for services that keep their state in transactions: processes, their stores, the messages between them
 * and the time of all, in one thread. Every effect that others notice is numbered; a run with the same seed, and the same
 * faults at the same numbers, is the same run. Not modelled: links that reorder messages by themselves, disks, and
 * transactions that see each other's writes before the commit.
 */
import type { Act, Effect, EffectFault, EffectKind } from './effect.ts';
import { actWords } from './effect.ts';
import type { Program } from './process-port.ts';
import type { AfterCrash, ProcessWorld, WorldProcess } from './process-world.ts';
import { VirtualProcess } from './virtual-process.ts';
import { VirtualTime } from './virtual-time.ts';

/** Something that happened, for a reader. */
export interface Happening {
  readonly atMs: number;
  readonly process: string;
  readonly text: string;
}

export interface VirtualWorldOptions<Answer> {
  readonly faults: readonly EffectFault[];
  /** What becomes of a process that crashes; the same each time. */
  readonly afterCrash: (process: string) => AfterCrash;
  /** How long a pause lasts. */
  readonly pauseMs: number;
  /** An answer, for a reader. */
  readonly inWords: (answer: Answer) => string;
  /** Whether it keeps what happened. */
  readonly isTraced: boolean;
}

export class VirtualWorld<Ask, Answer> implements ProcessWorld<Ask, Answer> {
  readonly time = new VirtualTime();
  readonly pauseMs: number;
  readonly effects: Effect[] = [];
  readonly happenings: Happening[] = [];
  readonly #options: VirtualWorldOptions<Answer>;
  readonly #faults: ReadonlyMap<number, Act>;
  readonly #processes = new Map<string, VirtualProcess<Ask, Answer>>();
  #troubleUntilMs = 0;
  #struck = 0;

  constructor(options: VirtualWorldOptions<Answer>) {
    this.#options = options;
    this.pauseMs = options.pauseMs;
    this.#faults = new Map(options.faults.map(({ effect, act }) => [effect, act]));
  }

  /** The moment from which no fault acts any more. */
  get troubleUntilMs(): number {
    return this.#troubleUntilMs;
  }

  /** How many of the faults have struck. */
  get struck(): number {
    return this.#struck;
  }

  add(name: string, kind: 'service' | 'client', program: Program<Ask, Answer>): VirtualProcess<Ask, Answer> {
    const process = new VirtualProcess(this, { name, isOfService: kind === 'service', program });
    this.#processes.set(name, process);
    return process;
  }

  processOf(name: string): VirtualProcess<Ask, Answer> {
    const process = this.#processes.get(name);
    if (process === undefined) throw new Error(`there is no process ${name} in this world`);
    return process;
  }

  afterCrash(process: string): AfterCrash {
    return this.#options.afterCrash(process);
  }

  strike(process: WorldProcess<Ask, Answer>, kind: EffectKind, name: string): Act | undefined {
    const number = this.effects.length + 1;
    this.effects.push({ number, process: process.name, kind, name, isOfService: process.isOfService });
    const act = this.#faults.get(number);
    this.note(process.name, () => `${number}: ${name}${act === undefined ? '' : ` – here ${actWords[act]}`}`);
    if (act === undefined) return undefined;
    this.#struck += 1;
    this.troubleUntil(this.time.nowMs);
    return act;
  }

  troubleUntil(atMs: number): void {
    this.#troubleUntilMs = Math.max(this.#troubleUntilMs, atMs);
  }

  inWords(answer: Answer): string {
    return this.#options.inWords(answer);
  }

  note(process: string, text: () => string): void {
    if (this.#options.isTraced) this.happenings.push({ atMs: this.time.nowMs, process, text: text() });
  }
}
