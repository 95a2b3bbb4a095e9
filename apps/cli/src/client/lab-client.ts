/** The control API as the commands use it: typed, and with failures as the errors they were on the other side. */

import type { Json } from '@temblor/checkers/history/operation';
import type { LoadRequest, LogLineDocument, RunRequest, StartRequest } from '@temblor/control/api/schemas';
import {
  actionAnswer,
  faultStatus,
  gapNotice,
  labStatus,
  liftAnswer,
  loadStatus,
  logLine,
  logLines,
  problem,
  runStatus,
  stopAnswer,
  systemList,
  systemStatus,
} from '@temblor/control/api/schemas';
import { labNotice } from '@temblor/control/api/stream-notices';
import { fromProblem } from '@temblor/control/http/problem';
import { codeOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { journalEvent } from '@temblor/lab/journal/event';
import { z } from 'zod';
import type { EventMessage } from './event-messages.ts';
import { EventMessageReader } from './event-messages.ts';

const loadAnswer = z.object({ load: loadStatus.nullable() });
const endAnswer = z.object({ ending: z.boolean() });

/** What a followed journal yields. */
export type JournalItem =
  | { readonly kind: 'event'; readonly event: JournalEvent }
  | { readonly kind: 'gap'; readonly missed: number };

/** What followed logs yield. */
type LogItem =
  | { readonly kind: 'line'; readonly line: LogLineDocument }
  | { readonly kind: 'gap'; readonly missed: number };

export class LabClient {
  readonly #url: string;
  readonly #token: string;
  readonly #signal: AbortSignal;

  /** @param signal aborts every call. */
  constructor(lab: { url: string; token: string }, signal: AbortSignal) {
    this.#url = lab.url;
    this.#token = lab.token;
    this.#signal = signal;
  }

  /** The same lab under another signal: for what must still be said after an interruption. */
  withSignal(signal: AbortSignal): LabClient {
    return new LabClient({ url: this.#url, token: this.#token }, signal);
  }

  status = () => this.#call('GET', '/status', labStatus);
  systems = () => this.#call('GET', '/systems', systemList);
  start = (request: StartRequest) => this.#call('POST', '/running', systemStatus, request);
  stop = (id: string) => this.#call('DELETE', `/running/${encodeURIComponent(id)}`, stopAnswer);
  restart = (id: string) => this.#call('POST', `/running/${encodeURIComponent(id)}/restart`, systemStatus);
  shutdown = () => this.#call('POST', '/shutdown', endAnswer);
  startRun = (request: RunRequest) => this.#call('POST', '/runs', runStatus, request);
  abortRun = (run: string) => this.#call('DELETE', `/runs/${encodeURIComponent(run)}`, runStatus);

  restartInstance(id: string, instance: string) {
    const path = `/running/${encodeURIComponent(id)}/instances/${encodeURIComponent(instance)}/restart`;
    return this.#call('POST', path, systemStatus);
  }

  /** @param waitMs how long the evidence may be awaited. */
  inject(id: string, fault: FaultRequest, waitMs: number) {
    return this.#call('POST', `/running/${encodeURIComponent(id)}/faults?waitMs=${waitMs}`, faultStatus, fault);
  }

  heal(id: string, fault: string) {
    const path = `/running/${encodeURIComponent(id)}/faults/${encodeURIComponent(fault)}`;
    return this.#call('DELETE', path, liftAnswer);
  }

  healAll = (id: string) => this.#call('DELETE', `/running/${encodeURIComponent(id)}/faults`, liftAnswer);

  startLoad(id: string, request: LoadRequest) {
    return this.#call('POST', `/running/${encodeURIComponent(id)}/load`, loadAnswer, request);
  }

  /** Sends an action of a system to its service. @param body with `parameters` where the action's path has placeholders. */
  act(id: string, action: string, body?: Json) {
    const path = `/systems/${encodeURIComponent(id)}/actions/${encodeURIComponent(action)}`;
    return this.#call('POST', path, actionAnswer, body);
  }

  load = (id: string) => this.#call('GET', `/running/${encodeURIComponent(id)}/load`, loadAnswer);
  stopLoad = (id: string) => this.#call('DELETE', `/running/${encodeURIComponent(id)}/load`, loadAnswer);

  /** @param waitMs how long the end of the run may be awaited. */
  runStatus(run: string, waitMs: number) {
    return this.#call('GET', `/runs/${encodeURIComponent(run)}?waitMs=${waitMs}`, runStatus);
  }

  async logs(id: string, instances: readonly string[], lines: number): Promise<readonly LogLineDocument[]> {
    const query = new URLSearchParams({ instances: instances.join(','), lines: String(lines) });
    return (await this.#call('GET', `/running/${encodeURIComponent(id)}/logs?${query}`, logLines)).lines;
  }

  /** Every line from now on, until the system ends. The stream is open when this resolves. */
  async followLogs(id: string, instances: readonly string[]): Promise<AsyncGenerator<LogItem>> {
    const query = new URLSearchParams({ instances: instances.join(',') });
    return logItems(await this.#open(`/running/${encodeURIComponent(id)}/logs/stream?${query}`, undefined));
  }

  /**
   * The journal from a sequence on, or from now on. The stream is open when this resolves, so what is asked of the lab
   * afterwards is seen in it. A connection that breaks is taken up again where it was; the end of the lab ends it.
   */
  async followJournal(since: number | undefined): Promise<AsyncGenerator<JournalItem>> {
    const path = since === undefined ? '/journal' : `/journal?since=${since}`;
    return this.#journalItems(await this.#open(path, undefined), since);
  }

  async *#journalItems(first: AsyncGenerator<EventMessage>, since: number | undefined): AsyncGenerator<JournalItem> {
    let messages = first;
    let lastId: string | undefined;
    let epoch: string | undefined;
    for (;;) {
      try {
        for await (const message of messages) {
          lastId = message.id ?? lastId;
          if (message.event === 'journal') yield { kind: 'event', event: readEvent(message) };
          else if (message.event === 'gap') yield { kind: 'gap', missed: readGap(message) };
          else if (message.event === 'lab') {
            const hello = labNotice.parse(JSON.parse(message.data));
            epoch ??= hello.epoch;
            if (hello.epoch !== epoch) throw this.#replaced();
            lastId ??= `${epoch}.${(since ?? hello.nextSequence) - 1}`;
          }
        }
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isConnectionFailure(error) || lastId === undefined) throw error;
        messages = await this.#open('/journal', lastId);
      }
    }
  }

  /** The next lab of a folder has the address and the token of the last one, but not what was running in it. */
  #replaced(): TemblorError {
    return new TemblorError('lab-replaced', `the lab at ${this.#url} ended, and another one was started`, {
      hint: 'what ran in it is gone; see what runs now: temblor status',
    });
  }

  async #open(path: string, lastEventId: string | undefined): Promise<AsyncGenerator<EventMessage>> {
    const response = await this.#send('GET', path, undefined, lastEventId);
    if (!response.ok || response.body === null) throw await failureOf(response);
    return readMessages(response.body);
  }

  async #call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const response = await this.#send(method, path, body);
    if (!response.ok) throw await failureOf(response);
    return schema.parse(await response.json());
  }

  async #send(method: string, path: string, body: unknown, lastEventId?: string): Promise<Response> {
    const headers = new Headers({ authorization: `Bearer ${this.#token}` });
    if (lastEventId !== undefined) headers.set('last-event-id', lastEventId);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      return await fetch(`${this.#url}${path}`, { method, headers, signal: this.#signal, ...payload });
    } catch (error) {
      this.#signal.throwIfAborted();
      throw new TemblorError('lab-unreachable', `the lab at ${this.#url} does not answer`, {
        hint: 'it has just ended, or it is stuck: see .temblor/lab.log, then temblor cleanup',
        cause: error,
      });
    }
  }
}

/**
 * The messages of a body. Its reader is taken at once and not when the first message is asked for: Node cancels the body
 * of a response that nobody holds any more and nobody reads, and the stream would be over without a word.
 */
function readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventMessage> {
  return messagesFrom(body.getReader());
}

async function* messagesFrom(chunks: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<EventMessage> {
  const messages = new EventMessageReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await chunks.read();
      if (done) return;
      yield* messages.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await chunks.cancel().catch(() => undefined); // what broke off needs no more ending
  }
}

function readEvent(message: EventMessage): JournalEvent {
  return journalEvent.parse(JSON.parse(message.data));
}

function readGap(message: EventMessage): number {
  return gapNotice.parse(JSON.parse(message.data)).missed;
}

async function failureOf(response: Response): Promise<TemblorError> {
  const text = await response.text();
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const parsed = problem.safeParse(document);
  if (parsed.success) return fromProblem(parsed.data);
  return new TemblorError('lab-unreachable', `the lab answered ${response.status}: ${text.slice(0, 200)}`);
}

/** What `fetch` throws when a body breaks off. */
function isConnectionFailure(error: unknown): boolean {
  return error instanceof TypeError || codeOf(error) === 'ECONNRESET';
}

async function* logItems(messages: AsyncGenerator<EventMessage>): AsyncGenerator<LogItem> {
  for await (const message of messages) {
    if (message.event === 'log') yield { kind: 'line', line: logLine.parse(JSON.parse(message.data)) };
    else if (message.event === 'gap') yield { kind: 'gap', missed: readGap(message) };
  }
}
