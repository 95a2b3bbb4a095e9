/** The voter as a process of its own, and what it prints. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { Journal } from '@temblor/lab/journal/journal';
import { z } from 'zod';

const voterModule = fileURLToPath(new URL('../../../systems/voting/services/voter/main.ts', import.meta.url));
const listening = z.object({ message: z.literal('listening'), port: z.number() });

export class VoterProcess implements AsyncDisposable {
  /** The facts that it told. */
  readonly journal = new Journal();
  readonly url: Promise<string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;

  /** Starts it without a database: the address given leads nowhere. */
  constructor(environment: Record<string, string>) {
    const variables = {
      PORT: '0',
      INSTANCE_ID: 'voter',
      TEMBLOR_LAB: String(process.pid),
      POSTGRES_URL: 'postgresql://nobody@127.0.0.1:1/none',
      ...environment,
    };
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', voterModule], { env: variables });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr.pipe(process.stderr);
    this.url = new Promise((resolve, reject) => {
      void this.#exited.then(() => reject(new Error('the voter ended before it listened')));
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        const told = parseFactLine(line);
        if (told !== undefined) this.journal.append('voting', told.atUs, told.fact);
        const said = listening.safeParse(JSON.parse(line));
        if (said.success) resolve(`http://127.0.0.1:${said.data.port}`);
      });
    });
  }

  /** Asks a path; the parsed body and the status. */
  async get(path: string): Promise<{ status: number; type: string; body: Record<string, unknown> }> {
    const response = await fetch(`${await this.url}${path}`, { signal: AbortSignal.timeout(20_000) });
    const body = z.record(z.string(), z.unknown()).parse(await response.json());
    return { status: response.status, type: response.headers.get('content-type') ?? '', body };
  }

  /** Waits for a fact. @param fromSequence facts before it do not count. */
  async fact(type: JournalEvent['type'], fromSequence = 1): Promise<void> {
    const found = await this.journal.waitFor((event) => event.type === type, { fromSequence, timeoutMs: 20_000 });
    if (found === undefined) throw new Error(`the voter did not tell of ${type} within 5 s`);
  }

  /** Ends it in order. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}
