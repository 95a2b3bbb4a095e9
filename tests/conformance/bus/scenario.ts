import type { BusGround } from './bus-ground.ts';

/** One thing that every bus must do. */
export interface BusScenario {
  /** The behaviour that it shows. */
  readonly name: string;
  /**
   * @param topic one that no other scenario uses.
   * @throws where the bus does not behave so.
   */
  run(ground: BusGround, topic: string): Promise<void>;
}
