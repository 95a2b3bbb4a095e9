import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type { Health, HealthCheck, Target } from './target.ts';

/** A check over HTTP, until it is disposed of. */
export interface OpenHealthCheck extends AsyncDisposable {
  readonly check: HealthCheck;
}

/**
 * Opens a check that asks each target for a path: 2xx is up, everything else is down. A time-out counts as down: whoever
 * waits for a server does not care why it is silent.
 *
 * @param options.timeoutMs of one check, connecting included.
 */
export function openHttpHealthCheck(
  targets: readonly Target[],
  options: { readonly path: string; readonly timeoutMs: number; readonly clock: { nowMs(): number } },
): OpenHealthCheck {
  const { path, timeoutMs, clock } = options;
  const opened = new AsyncDisposableStack();
  const clients = new Map<string, HttpClient>(
    targets.map(({ id, url }) => [id, opened.use(openHttpClient(url, { timeoutMs, connections: 1 }))]),
  );
  const check: HealthCheck = async (target, signal): Promise<Health> => {
    const client = clients.get(target.id);
    if (client === undefined) throw new Error(`the target '${target.id}' was not given when the check was opened`);
    const startMs = clock.nowMs();
    const result = await client.request({ path, signal });
    if (result.kind === 'aborted') throw signal.reason;
    return { target: target.id, ...judge(result, timeoutMs), latencyMs: clock.nowMs() - startMs };
  };
  return { check, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function judge(
  result: Exclude<HttpResult, { readonly kind: 'aborted' }>,
  timeoutMs: number,
): Pick<Health, 'up' | 'detail'> {
  switch (result.kind) {
    case 'answered':
      return { up: result.status >= 200 && result.status < 300, detail: `answered ${result.status}` };
    case 'timed-out':
      return { up: false, detail: `no answer within ${timeoutMs} ms` };
    case 'unreachable':
      return { up: false, detail: result.code };
    default:
      return result satisfies never;
  }
}
