import { ProcessLife } from './process-life.ts';
import type { CallEnd, Program } from './process-port.ts';
import type { AfterCrash, ProcessWorld, WorldProcess } from './process-world.ts';

/** A process that can be crashed, started again and paused. */
export class VirtualProcess<Ask, Answer> implements WorldProcess<Ask, Answer> {
  readonly name: string;
  readonly isOfService: boolean;
  readonly #world: ProcessWorld<Ask, Answer>;
  readonly #program: Program<Ask, Answer>;
  #life: ProcessLife<Ask, Answer> | undefined;
  #lives = 0;

  constructor(
    world: ProcessWorld<Ask, Answer>,
    options: { readonly name: string; readonly isOfService: boolean; readonly program: Program<Ask, Answer> },
  ) {
    this.#world = world;
    this.name = options.name;
    this.isOfService = options.isOfService;
    this.#program = options.program;
    this.#start();
  }

  /**
   * Ends its life: what it was about to do does not happen, and who waits for an answer learns that its connection broke.
   *
   * @param after default: as the world has it.
   */
  crash(after: AfterCrash = this.#world.afterCrash(this.name)): void {
    if (this.#life === undefined) return;
    const { time } = this.#world;
    this.#world.note(this.name, () => (after.kind === 'gone' ? 'crashes, and never comes back' : 'crashes'));
    this.#life.end();
    this.#life = undefined;
    if (after.kind === 'gone') {
      this.#world.troubleUntil(time.nowMs + after.leftForOthersMs);
      return;
    }
    this.#world.troubleUntil(time.nowMs + after.downMs);
    time.after(after.downMs, () => {
      this.#world.note(this.name, () => 'starts again');
      this.#start();
    });
  }

  /** What reaches it, and what it was about to do, waits until then. */
  pause(pauseMs: number): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#world.note(this.name, () => `is paused for ${pauseMs / 1000} s`);
    this.#world.troubleUntil(this.#world.time.nowMs + pauseMs);
    life.pause();
    this.#world.time.after(pauseMs, () => {
      this.#world.note(this.name, () => 'goes on after its pause');
      life.resume();
    });
  }

  receive(ask: Ask, answerEffect: string, onEnd: (end: CallEnd<Answer>) => void): void {
    if (this.#life === undefined) onEnd({ kind: 'refused', detail: `${this.name} is down` });
    else this.#life.receive(ask, answerEffect, onEnd);
  }

  #start(): void {
    this.#lives += 1;
    const life = new ProcessLife(this.#world, this, this.#lives);
    this.#life = life;
    life.run(this.#program);
  }
}
