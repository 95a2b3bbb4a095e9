/**
 * What the guided demo needs of the world, and nothing more: the command line fills it with a lab, sockets and a terminal,
 * a test with a made-up system.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import type { JournalEvent } from '@temblor/lab/journal/event';

/** Colours, which only underline what the words say. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

/** A replica as it runs now. */
export interface StagedReplica {
  /** Such as `image-1`. */
  readonly id: string;
  readonly port: number;
  /** Null while it does not run. */
  readonly pid: number | null;
}

/** Somebody at a terminal. */
export interface Person {
  /** What was typed in a line; undefined where no more will come. @throws the reason of the stage's signal. */
  readLine(question: string): Promise<string | undefined>;
}

/** Where a demonstration plays. */
export interface DemoStage {
  readonly paint: Paint;
  /** Aborts when the person wants to leave: what waits ends with its reason. */
  readonly signal: AbortSignal;
  readonly clock: { nowMs(): number };
  readonly random: Random;
  /** Undefined where nobody is there to choose: then everything is played. */
  readonly person: Person | undefined;
  /** Where the balancer listens, for people who want to ask it themselves. */
  readonly url: string;
  print(text: string): void;
  sleep(durationMs: number): Promise<void>;
  /** Asks the balancer. */
  ask(request: HttpRequest): Promise<HttpResult>;
  /** Asks a replica, past the balancer. @throws TemblorError `unknown-replica`. */
  askReplica(replica: string, request: HttpRequest): Promise<HttpResult>;
  replicas(): Promise<readonly StagedReplica[]>;
  /** Lets the lab ask `GET /whoami` at a fixed rate, open loop, in a process of its own. */
  startLoad(ratePerSecond: number, durationMs: number): Promise<void>;
  /** Ends the load, also after the signal was aborted. */
  stopLoad(): Promise<void>;
  /** Kills a replica (SIGKILL); it is started again when the hold is over. */
  kill(replica: string, heldMs: number): Promise<void>;
  /** What is written to the journal about this system from now on. */
  facts(): Promise<AsyncIterable<JournalEvent>>;
}
