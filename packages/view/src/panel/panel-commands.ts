/** What a panel can do to its system while that runs; the dashboard fills it with calls of the control API. */
import type { FaultActions } from '../faults/fault-actions.ts';

/** What a service answered to an action. */
export interface ActionAnswer {
  readonly status: number;
  /** Of another program: to be checked before it is used. Null where the answer had no body. */
  readonly body: unknown;
}

/** Each settles when the lab has answered, and rejects with an Error whose message tells a user what happened. */
export interface PanelCommands {
  /**
   * Sends a request that the system declares to one of its services. An answer of the service is an answer, whatever its
   * status.
   *
   * @param action its name among the system's `actions`.
   * @param body what the service is sent; its `parameters` fill the placeholders of the action's path.
   */
  act(action: string, body?: object): Promise<ActionAnswer>;
  /** @param load.ratePerSecond null: as the system's first experiment has it. */
  startLoad(load: { readonly ratePerSecond: number | null; readonly durationMs: number }): Promise<void>;
  readonly faults: FaultActions;
}
