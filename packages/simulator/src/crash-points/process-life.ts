import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { Act, EffectKind } from './effect.ts';
import type { Call, CallEnd, CommitEnd, Handler, ProcessPort, Program } from './process-port.ts';
import type { ProcessWorld, WorldProcess } from './process-world.ts';
import { sendCall } from './send-call.ts';
import type { Planned } from './virtual-time.ts';

/** A request that is being worked on. */
interface OpenAsk<Answer> {
  onEnd(end: CallEnd<Answer>): void;
}

/** One life of a process. While it is paused everything that would happen in it waits, in its order. */
export class ProcessLife<Ask, Answer> implements ProcessPort<Ask, Answer> {
  readonly name: string;
  readonly life: number;
  readonly #world: ProcessWorld<Ask, Answer>;
  readonly #process: WorldProcess<Ask, Answer>;
  #state:
    | { readonly kind: 'up' }
    | { readonly kind: 'paused'; readonly waiting: (() => void)[] }
    | { readonly kind: 'over' } = { kind: 'up' };
  readonly #open = new Set<OpenAsk<Answer>>();
  #handler: Handler<Ask, Answer> | undefined;

  constructor(world: ProcessWorld<Ask, Answer>, process: WorldProcess<Ask, Answer>, life: number) {
    this.#world = world;
    this.#process = process;
    this.name = process.name;
    this.life = life;
  }

  get nowMs(): number {
    return this.#world.time.nowMs;
  }

  run(program: Program<Ask, Answer>): void {
    this.#handler = program(this);
  }

  end(): void {
    this.#state = { kind: 'over' };
    for (const { onEnd } of this.#open) onEnd({ kind: 'broken', detail: `${this.name} ended before it answered` });
    this.#open.clear();
  }

  pause(): void {
    if (this.#state.kind === 'up') this.#state = { kind: 'paused', waiting: [] };
  }

  resume(): void {
    if (this.#state.kind !== 'paused') return;
    const { waiting } = this.#state;
    this.#state = { kind: 'up' };
    for (const action of waiting) this.#when(action);
  }

  after(delayMs: number, action: () => void, kind: 'foreground' | 'background' = 'foreground'): Planned {
    return this.#world.time.after(delayMs, () => this.#when(action), kind);
  }

  note(text: () => string): void {
    this.#world.note(this.name, text);
  }

  call(call: Call<Ask>, then: (end: CallEnd<Answer>) => void): void {
    this.#perform('call', call.effect, (act) => {
      sendCall(this.#world, call, act, (end) =>
        this.#when(() => {
          this.note(() => `${call.effect}: ${end.kind === 'answered' ? this.#world.inWords(end.answer) : end.kind}`);
          then(end);
        }),
      );
    });
  }

  commit<Result>(effect: string, apply: () => Result, then: (end: CommitEnd<Result>) => void): void {
    this.#perform('commit', effect, (act) => {
      const end = act === 'late-commit' ? this.#commitLate(effect, apply) : commitNow(apply, act);
      this.after(commitMs, () => then(end));
    });
  }

  /** A transaction that was on its way to the store when the connection broke: it begins there later, on the rows of then. */
  #commitLate<Result>(effect: string, apply: () => Result): CommitEnd<Result> {
    const { time } = this.#world;
    this.#world.troubleUntil(time.nowMs + lateCommitMs);
    time.after(lateCommitMs, () => {
      const end = commitNow(apply, undefined);
      this.#world.note(this.name, () => `${effect}: now ${wordsOfCommit(end)}`);
    });
    return { kind: 'failed', outcome: 'unknown' };
  }

  receive(ask: Ask, answerEffect: string, onEnd: (end: CallEnd<Answer>) => void): void {
    const open: OpenAsk<Answer> = { onEnd };
    this.#open.add(open);
    this.#when(() => {
      this.#handler?.(ask, (answer) => {
        this.#perform('answer', answerEffect, () => {
          if (this.#open.delete(open)) onEnd({ kind: 'answered', answer });
        });
      });
    });
  }

  #perform(kind: EffectKind, name: string, act: (act: Act | undefined) => void): void {
    this.#when(() => {
      const fault = this.#world.strike(this.#process, kind, name);
      if (fault === 'crash-before') {
        this.#process.crash();
      } else if (fault === 'pause-before') {
        this.#process.pause(this.#world.pauseMs);
        this.#when(() => act(undefined));
      } else {
        act(fault);
        if (fault === 'crash-after') this.#process.crash();
      }
    });
  }

  /** Does it now, or when the pause is over, or not at all. */
  #when(action: () => void): void {
    switch (this.#state.kind) {
      case 'up':
        action();
        break;
      case 'paused':
        this.#state.waiting.push(action);
        break;
      case 'over':
        break;
      default:
        this.#state satisfies never;
    }
  }
}

/** How long a store takes to say that something is committed. */
const commitMs = 1;

/** How late a late commit is. */
const lateCommitMs = 1000;

function commitNow<Result>(apply: () => Result, act: Act | undefined): CommitEnd<Result> {
  if (act === 'fail-not-applied') return { kind: 'failed', outcome: 'not-applied' };
  let result: Result;
  try {
    result = apply();
  } catch (error) {
    if (error instanceof StoreFailure) return { kind: 'failed', outcome: error.outcome };
    throw error;
  }
  return act === 'fail-unknown' ? { kind: 'failed', outcome: 'unknown' } : { kind: 'committed', result };
}

function wordsOfCommit<Result>(end: CommitEnd<Result>): string {
  return end.kind === 'committed' ? 'committed' : end.outcome;
}
