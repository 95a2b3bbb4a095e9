/** The orchestrator's connections to the services: calls as data go out as HTTP, each in time and in its trace. */

import { openCrashPointClient } from '@temblor/kit/crash-points/crash-point-client';
import type { CrashPoints } from '@temblor/kit/crash-points/crash-points';
import { isNotConnected, openBalancedClient } from '@temblor/kit/http/balanced-client';
import type { HttpClient, HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import type { Plain } from '@temblor/protocols/saga/saga-types';
import { deadlineHeader } from '@temblor/resilience/deadline/deadline-header';
import type { Time } from '@temblor/resilience/policy/surroundings';
import { z } from 'zod';
import type { CallRequest, CallResult } from '../../model/calls.ts';

/** The services that an orchestrator calls. */
type CalledService = 'inventory' | 'payments' | 'notifications';

/** What a call is made with beside what it asks. */
export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The `traceparent` of what causes it; null where nothing is known of that. */
  readonly traceparent: string | null;
  /** Whether the service is told that nobody waits after `timeoutMs`: it may then refuse to begin. */
  readonly tellsDeadline: boolean;
}

/** Of what is sent where nothing says how long it may take, which does not happen. */
const longestCallMs = 5000;

/** To each instance: enough for whatever a gateway lets in. */
const connections = 64;

const notification = z.object({ reservation_id: z.string(), user_id: z.string() });

export class ServiceClients implements AsyncDisposable {
  readonly #clients: ReadonlyMap<string, HttpClient>;

  /**
   * @param urls of all instances of each service; nothing is connected before the first call.
   * @param crashPoints undefined outside a lab.
   */
  constructor(
    urls: Readonly<Record<CalledService, readonly string[]>>,
    time: Time,
    crashPoints: CrashPoints | undefined,
  ) {
    const open = (service: string, instances: readonly string[]) => {
      const client = openBalancedClient(instances, { timeoutMs: longestCallMs, connections }, time);
      if (crashPoints === undefined) return client;
      return openCrashPointClient(client, crashPoints, { service, timeoutMs: longestCallMs });
    };
    this.#clients = new Map(Object.entries(urls).map(([name, instances]) => [name, open(name, instances)]));
  }

  /** Makes a call. @throws the signal's reason where it was aborted. */
  async call(request: CallRequest, options: CallOptions): Promise<CallResult> {
    const client = this.#clients.get(request.service);
    if (client === undefined) throw new Error(`the orchestrator has no address of ${request.service}`);
    const result = await client.request(toHttp(request, options));
    options.signal.throwIfAborted();
    return toCallResult(result);
  }

  /** Hands a notification over. @param payload of its message. @returns whether it was taken. */
  async notify(payload: Plain, options: { timeoutMs: number; signal: AbortSignal }): Promise<boolean> {
    const { reservation_id, user_id } = notification.parse(payload);
    const body = { key: reservation_id, reservation_id, user_id };
    const request = { service: 'notifications', method: 'POST', path: '/notify', body } as const;
    const result = await this.call(request, { ...options, traceparent: null, tellsDeadline: true });
    return result.kind === 'answered' && result.answer.status === 200;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client[Symbol.asyncDispose]()));
  }
}

function toHttp({ method, path, body }: CallRequest, options: CallOptions): HttpRequest {
  const { timeoutMs, signal, traceparent, tellsDeadline } = options;
  const headers = {
    ...(tellsDeadline ? { [deadlineHeader]: String(Math.floor(timeoutMs)) } : {}),
    ...(traceparent === null ? {} : { traceparent }),
  };
  return { method, path, headers, timeoutMs, signal, ...(method === 'GET' ? {} : { body }) };
}

function toCallResult(result: HttpResult): CallResult {
  switch (result.kind) {
    case 'answered':
      return { kind: 'answered', answer: { status: result.status, body: toPlain(result.body) } };
    case 'timed-out':
      return { kind: 'timed-out' };
    case 'unreachable': {
      const detail = result.message === '' ? result.code : result.message;
      return { kind: isNotConnected(result) ? 'refused' : 'broken', detail };
    }
    case 'aborted':
      return { kind: 'broken', detail: 'the call was given up' };
    default:
      return result satisfies never;
  }
}

/** What was parsed of JSON, as it is; checked here because a schema of any JSON at all costs as much as the call. */
function toPlain(value: unknown): Plain {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is not JSON`);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toPlain(member)]));
}
