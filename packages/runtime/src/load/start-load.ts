import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '@temblor/foundation/clock/clock';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { JournalFact } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import type { RunningLoad } from '@temblor/lab/world/world';
import type { Child, ChildLine, Guardian } from '../guardian/guardian.ts';
import type { LoadAcknowledgement, LoadCommand, LoadConfiguration } from './load-messages.ts';
import { loadConfiguration, parseAcknowledgement } from './load-messages.ts';

/** How long the process may take to load its workload and send the first request. */
const startWithinMs = 15_000;

/** What a command may take beyond the time-out of the calls in flight. */
const commandSlackMs = 10_000;

/** How long the process may take to end after its load has. */
const exitWithinMs = 2000;

export interface StartLoadOptions {
  readonly guardian: Pick<Guardian, 'spawn' | 'onLines'>;
  readonly load: LoadDeclaration;
  /** Base URLs by service, replicas in order; those of the `client->…` proxies. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly seed: number;
  /** Lateness of the generator does not count for so long. Default 0. */
  readonly warmUpMs?: number;
  /** Where every operation is appended, one JSON line each; not written when absent. */
  readonly historyFile?: string;
  readonly clock: Clock;
  /** Called with every fact of the load, in order; `atUs` is the generator's own reading of the machine's clock. */
  readonly onFact: (fact: JournalFact, atUs: number) => void;
  /**
   * Under which name its lines come from the guardian: one's own among its children, or it takes the words of another
   * generator for its own. Default `load`.
   */
  readonly name?: string;
}

/**
 * Starts the load generator and resolves when its first request is scheduled.
 *
 * Its methods reject with `load-lost` where the process ended by itself; `onFact` is then given a `load-finished` that
 * is not valid.
 *
 * @throws TemblorError `invalid-load`, `unknown-service`, `load-lost` with what the process said, `spawn-failed`.
 */
export async function startLoad(options: StartLoadOptions): Promise<RunningLoad> {
  const configuration = configure(options);
  const name = options.name ?? 'load';
  const load = new GuardedLoad(name, configuration, options);
  const lines = options.guardian.onLines((batch) => load.read(batch));
  let child: Child | undefined;
  try {
    child = await options.guardian.spawn({
      name,
      file: process.execPath,
      args: [new URL('./main.ts', import.meta.url).pathname],
      environment: {},
      directory: process.cwd(),
    });
    void child.exited.then(({ code, signal }) => {
      lines[Symbol.dispose]();
      load.lose(signal === null ? `exit code ${code}` : `ended by ${signal}`);
    });
    await load.begin(child);
    return load;
  } catch (error) {
    lines[Symbol.dispose]();
    await child?.signal('SIGKILL');
    throw error;
  }
}

function configure(options: StartLoadOptions): LoadConfiguration {
  const { load, targets, seed, historyFile, warmUpMs = 0 } = options;
  const { workload, ratePerSecond, timeoutMs = 2000 } = load;
  if ('requests' in workload) {
    for (const { service } of workload.requests) {
      if (Object.hasOwn(targets, service)) continue;
      throw usageError('unknown-service', `the load calls '${service}'`, suggestName(service, Object.keys(targets)));
    }
  }
  const parsed = loadConfiguration.safeParse({
    ratePerSecond,
    timeoutMs,
    seed,
    warmUpMs,
    targets,
    workload: 'module' in workload ? { module: moduleUrl(workload.module) } : workload,
    historyFile,
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError('invalid-load', `the load is not valid: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Modules are named by URL, or by a path relative to where the lab was started. */
function moduleUrl(module: URL | string): string {
  if (module instanceof URL) return module.href;
  return URL.canParse(module) ? module : pathToFileURL(resolve(module)).href;
}

interface Expected {
  readonly acknowledgement: LoadAcknowledgement;
  readonly resolve: () => void;
  readonly reject: (error: TemblorError) => void;
}

/** The lab's side of the load generator's process. */
class GuardedLoad implements RunningLoad {
  readonly #name: string;
  readonly #configuration: LoadConfiguration;
  readonly #options: StartLoadOptions;
  #child: Child | undefined;
  #expected: Expected[] = [];
  #stopped: Promise<void> | undefined;
  #lastWords: string[] = [];
  /** An error: the process ended by itself. */
  #state: 'starting' | 'running' | 'finished' | TemblorError = 'starting';

  constructor(name: string, configuration: LoadConfiguration, options: StartLoadOptions) {
    this.#name = name;
    this.#configuration = configuration;
    this.#options = options;
  }

  begin(child: Child): Promise<void> {
    this.#child = child;
    return this.#ask('started', JSON.stringify(this.#configuration), startWithinMs);
  }

  cut(): Promise<void> {
    return this.#command('cut');
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    try {
      await this.#command('stop');
    } catch (error) {
      await this.#child?.signal('SIGKILL'); // one that does not answer is not left behind
      throw error;
    }
    await this.#end();
  }

  /** Waits until the process has ended, and ends one that does not: nobody may wait for a load for ever. */
  async #end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const exit = await withTimeout(child.exited, exitWithinMs);
    if (exit === undefined) await child.signal('SIGKILL');
  }

  read(batch: readonly ChildLine[]): void {
    for (const line of batch) {
      if (line.name === this.#name) this.#readLine(line);
    }
  }

  /** The process is gone. */
  lose(how: string): void {
    if (this.#state !== 'starting' && this.#state !== 'running') return;
    const wasRunning = this.#state === 'running';
    const words = this.#lastWords.join('\n');
    const reason = `the load generator ended by itself (${how})${words === '' ? '' : `: ${words}`}`;
    const error = new TemblorError('load-lost', reason);
    this.#state = error;
    for (const expected of this.#expected) expected.reject(error);
    this.#expected = [];
    if (!wasRunning) return;
    const fact: JournalFact = { type: 'load-finished', intended: 0, sent: 0, valid: false, reason };
    this.#options.onFact(fact, this.#options.clock.nowUs());
  }

  #readLine({ stream, text }: ChildLine): void {
    if (stream === 'stderr') {
      this.#lastWords = [...this.#lastWords, text].slice(-10);
      return;
    }
    const fact = parseFactLine(text);
    if (fact !== undefined) {
      if (fact.fact.type === 'load-started') this.#state = 'running';
      if (fact.fact.type === 'load-finished') this.#state = 'finished';
      this.#options.onFact(fact.fact, fact.atUs);
      return;
    }
    const acknowledgement = parseAcknowledgement(text);
    const index = this.#expected.findIndex((expected) => expected.acknowledgement === acknowledgement);
    if (index >= 0) this.#expected.splice(index, 1)[0]?.resolve();
  }

  #command(command: LoadCommand): Promise<void> {
    return this.#ask(command, command, this.#configuration.timeoutMs + commandSlackMs);
  }

  #ask(acknowledgement: LoadAcknowledgement, line: string, withinMs: number): Promise<void> {
    if (this.#state === 'finished') return Promise.resolve();
    if (this.#state instanceof TemblorError) return Promise.reject(this.#state);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message = `the load generator did not answer '${acknowledgement}' within ${withinMs} ms`;
        expected.reject(new TemblorError('load-lost', message));
      }, withinMs);
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#expected = this.#expected.filter((other) => other !== expected);
        settle();
      };
      const expected: Expected = {
        acknowledgement,
        resolve: () => finish(resolve),
        reject: (error) => finish(() => reject(error)),
      };
      this.#expected.push(expected);
      this.#child?.write(line);
    });
  }
}
