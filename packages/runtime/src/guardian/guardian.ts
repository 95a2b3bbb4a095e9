/**
 * The guardian is a small process of its own session that starts every child, drains what it prints, and outlives the
 * lab by just as long as it takes to end what the lab left: when the lab's pipe closes, whatever the reason, paused
 * processes are continued, every process group is killed and every owned folder removed.
 *
 * A child's standard input is a pipe that the guardian holds: it closes when the guardian is gone, which tells our own
 * services to end even where lab and guardian die together.
 */
export interface ChildSpecification {
  /** Instance id, store name or `load`: how lines and exits are tagged. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited. The guardian adds `TEMBLOR_GUARDIAN`, by which it finds what the child left. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What the guardian sends when it ends the child for a lab that is gone; SIGKILL follows after 800 ms. Default SIGKILL. */
  readonly endSignal?: NodeJS.Signals;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** When the exit was seen, on the monotonic clock. */
  readonly atUs: number;
}

/** A line that a child printed, as drained. Facts are told apart by whoever listens. */
export interface ChildLine {
  readonly name: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** When the guardian read it. */
  readonly atUs: number;
}

/** A pause that was seen to act. */
export interface ChildPause {
  readonly stoppedAtUs: number;
  /** Settles when it is over; never rejects. */
  readonly continued: Promise<PauseEnd>;
}

/** The end of a pause, on the monotonic clock, and what ended it: its lease, a `resume()`, or the process's own end. */
export interface PauseEnd {
  readonly atUs: number;
  readonly by: 'lease' | 'resume' | 'exit';
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly startedUs: number;
  /** Never rejects. */
  readonly exited: Promise<ChildExit>;
  /**
   * Sends a signal to the child's process group.
   * @returns when it was sent, on the monotonic clock; undefined where the child is gone, which is no error.
   */
  signal(signal: NodeJS.Signals): Promise<number | undefined>;
  /**
   * Stops the process group (SIGSTOP) for at most `leaseMs`; the guardian continues it then, or when the lab is gone.
   * A second pause replaces the lease of the first.
   * @returns when the operating system listed the process as stopped, and a promise of the end of the pause; undefined where the stop was not seen within 500 ms.
   */
  pause(leaseMs: number): Promise<ChildPause | undefined>;
  /** Continues the process group before its lease is over; one that is not paused is no error. */
  resume(): Promise<void>;
  /** Writes a line to the child's standard input. */
  write(line: string): void;
}

export interface Guardian extends AsyncDisposable {
  readonly pid: number;
  /** @throws TemblorError `spawn-failed` with the reason and what to do. */
  spawn(specification: ChildSpecification): Promise<Child>;
  /** The guardian removes this folder when the lab is gone, or on dispose. */
  ownFolder(path: string): Promise<void>;
  /** Removes an owned folder now. */
  removeFolder(path: string): Promise<void>;
  /** Lines of all children, in the order in which they were read, in batches. */
  onLines(listener: (lines: readonly ChildLine[]) => void): Disposable;
  /** Output that had to be cut because it came faster than it could be passed on. */
  onCut(listener: (cut: { name: string; lines: number; bytes: number }) => void): Disposable;
  /** Called when the guardian itself ends unexpectedly. */
  onLost(listener: (reason: string) => void): Disposable;
}
