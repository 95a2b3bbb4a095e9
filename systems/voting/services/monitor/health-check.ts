import type { Clock } from '@temblor/foundation/clock/clock';
import type { HttpClient, HttpResult } from '@temblor/kit/http/http-client';

/** What a look at an instance gave; `responseMs` is null where no answer came. */
export interface CheckResult {
  readonly outcome: 'passed' | 'failed' | 'timed-out';
  /** What went wrong; '' where nothing did. */
  readonly detail: string;
  readonly responseMs: number | null;
  readonly startedUs: number;
  readonly endedUs: number;
}

/** Asks a page that answers 200 when all is well. Never rejects. */
export async function checkPage(
  client: HttpClient,
  path: string,
  timeoutMs: number,
  clock: Clock,
): Promise<CheckResult> {
  const startedUs = clock.nowUs();
  const result = await client.request({ path, timeoutMs });
  const endedUs = clock.nowUs();
  return { ...judge(result, path, timeoutMs, (endedUs - startedUs) / 1000), startedUs, endedUs };
}

function judge(result: HttpResult, path: string, timeoutMs: number, elapsedMs: number) {
  switch (result.kind) {
    case 'answered':
      return result.status === 200
        ? { outcome: 'passed' as const, detail: '', responseMs: elapsedMs }
        : { outcome: 'failed' as const, detail: `${path} answered ${result.status}`, responseMs: elapsedMs };
    case 'timed-out':
    case 'aborted':
      return {
        outcome: 'timed-out' as const,
        detail: `${path} did not answer within ${timeoutMs} ms`,
        responseMs: null,
      };
    case 'unreachable':
      return { outcome: 'failed' as const, detail: `${path} is unreachable: ${result.code}`, responseMs: null };
    default:
      return result satisfies never;
  }
}
