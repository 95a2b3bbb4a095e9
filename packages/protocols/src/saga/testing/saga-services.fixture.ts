/** Services of sagas that keep their promises, behind calls that need not. */
import type { CallAction, StepOutcome } from '../saga-types.ts';
import { because } from './saga-run.fixture.ts';

/** What a service has of the saga's key: nothing, the effect, or a tombstone. */
type Holding = 'nothing' | 'effect' | 'tombstone';

interface Called {
  readonly outcome: StepOutcome;
  /** A request that is still on its way. */
  readonly late?: () => void;
  /** Whoever called does not live to learn the outcome. */
  readonly dies?: boolean;
}

const silence: StepOutcome = { kind: 'unknown', reason: because('timed-out') };

/** One service for each step. */
export class SagaServices {
  readonly #holdings: Holding[];

  constructor(count: number) {
    this.#holdings = Array.from({ length: count }, () => 'nothing');
  }

  holding(step: number): Holding | undefined {
    return this.#holdings[step];
  }

  /** A call ends in one of its ways; 0 is the good one. What is said of a query is true, or nothing is said. */
  call(step: number, action: CallAction, how: number): Called {
    const serve = () => this.#serve(step, action);
    if (action === 'query') return { outcome: how % 3 === 1 ? silence : serve() };
    const ways: readonly (() => Called)[] = [
      () => ({ outcome: serve() }),
      () => ({ outcome: { kind: 'failed', reason: because('down') } }),
      () => ({ outcome: { kind: 'failed', reason: because('down'), mayArriveAgain: true }, late: serve }),
      () => ({ outcome: silence }),
      () => {
        serve();
        return { outcome: silence };
      },
      () => ({ outcome: silence, late: serve }),
      () => ({ outcome: silence, late: serve, dies: true }),
      () => ({
        outcome: this.#holdings[step] === 'effect' ? serve() : { kind: 'refused', reason: because('no-seats') },
      }),
    ];
    return ways[how % ways.length]?.() ?? { outcome: silence };
  }

  /** Each key once, and never after a tombstone. */
  #serve(step: number, action: CallAction): StepOutcome {
    const holding = this.#holdings[step];
    if (action === 'undo') {
      this.#holdings[step] = 'tombstone';
      return { kind: 'done', result: null };
    }
    if (holding === 'tombstone') return { kind: 'refused', reason: because('voided') };
    if (action === 'query' && holding === 'nothing') return { kind: 'failed', reason: because('not-found') };
    this.#holdings[step] = 'effect';
    return { kind: 'done', result: null };
  }
}
