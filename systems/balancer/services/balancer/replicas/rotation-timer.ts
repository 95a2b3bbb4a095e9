import type { Time } from '@temblor/resilience/policy/surroundings';

/** Fine enough for what a rotation does by itself: waits of half a second, slow starts of a second. */
const periodMs = 50;

/** Lets a rotation's time go on, until it is disposed of. Without it a replica would come back only when somebody asks. */
export class RotationTimer implements Disposable {
  readonly #rotation: { advance(): void };
  readonly #time: Pick<Time, 'schedule'>;
  #forget = () => {};

  constructor(rotation: { advance(): void }, time: Pick<Time, 'schedule'>) {
    this.#rotation = rotation;
    this.#time = time;
    this.#wait();
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  #wait(): void {
    this.#forget = this.#time.schedule(periodMs, () => {
      this.#wait();
      this.#rotation.advance();
    });
  }
}
