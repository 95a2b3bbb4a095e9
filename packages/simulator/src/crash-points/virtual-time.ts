import { EventQueue } from '../time/event-queue.ts';

/** Something that is to happen, unless it is cancelled before. */
export interface Planned {
  cancel(): void;
}

/**
 * Virtual time in ms, which knows whether anything is left to happen. What a process does for ever, such as looking for
 * work each second, is `background`: it does not keep a run from being quiet.
 */
export class VirtualTime {
  readonly #queue = new EventQueue();
  #foreground = 0;

  get nowMs(): number {
    return this.#queue.nowUs / 1000;
  }

  /** Whether nothing but background is left. */
  get isQuiet(): boolean {
    return this.#foreground === 0;
  }

  /** @param delayMs from now on. */
  after(delayMs: number, action: () => void, kind: 'foreground' | 'background' = 'foreground'): Planned {
    let isPlanned = true;
    const take = () => {
      isPlanned = false;
      if (kind === 'foreground') this.#foreground -= 1;
    };
    if (kind === 'foreground') this.#foreground += 1;
    this.#queue.schedule((this.nowMs + delayMs) * 1000, () => {
      if (!isPlanned) return;
      take();
      action();
    });
    return {
      cancel: () => {
        if (isPlanned) take();
      },
    };
  }

  /**
   * Lets everything happen until `isOver`, asked before each event, or until a moment. Programs may go on in promises: those
   * that can settle do so before the next event, which makes a run the same each time.
   *
   * @returns false where that moment came.
   */
  async run(untilMs: number, isOver: () => boolean): Promise<boolean> {
    for (;;) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (isOver()) return true;
      const action = this.#queue.next(untilMs * 1000);
      if (action === undefined) return false;
      action();
    }
  }
}
