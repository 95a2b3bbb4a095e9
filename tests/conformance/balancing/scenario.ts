import type { Subject } from './subject.ts';

/** One thing that every strategy must do. */
export interface Scenario {
  /** The behaviour that it shows. */
  readonly name: string;
  /** @throws where the strategy does not behave so. */
  run(subject: Subject): void;
}
