/** What processes and calls need of the world that they are in. */
import type { Act, EffectKind } from './effect.ts';
import type { CallEnd } from './process-port.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A process, as the world and its own life see it. */
export interface WorldProcess<Ask, Answer> {
  readonly name: string;
  /** A client is neither crashed nor paused. */
  readonly isOfService: boolean;
  crash(): void;
  pause(pauseMs: number): void;
  /**
   * @param answerEffect the name of the effect that its answer is.
   * @param onEnd told what became of it as soon as that is decided; it is on its way to the caller then.
   */
  receive(ask: Ask, answerEffect: string, onEnd: (end: CallEnd<Answer>) => void): void;
}

/** `gone`: it never starts again, and what it left is for others to take from then on. */
export type AfterCrash =
  | { readonly kind: 'restart'; readonly downMs: number }
  | { readonly kind: 'gone'; readonly leftForOthersMs: number };

export interface ProcessWorld<Ask, Answer> {
  readonly time: VirtualTime;
  /** How long a pause lasts that a fault brings. */
  readonly pauseMs: number;
  /** What becomes of a process that crashes. */
  afterCrash(process: string): AfterCrash;
  /** Counts an effect, and says what is to go wrong with it. */
  strike(process: WorldProcess<Ask, Answer>, kind: EffectKind, name: string): Act | undefined;
  processOf(name: string): WorldProcess<Ask, Answer>;
  /** Says that a fault acts until then. */
  troubleUntil(atMs: number): void;
  /** An answer, for the reader of a trace. */
  inWords(answer: Answer): string;
  /** Tells the reader of a trace what a process does. */
  note(process: string, text: () => string): void;
}
