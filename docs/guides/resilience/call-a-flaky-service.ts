/**
 * A service that fails, and a client that copes: what `temblor/resilience` does, in one program.
 *
 * Usage: node call-a-flaky-service.ts        (where `temblor` is installed; it needs nothing else, and ends by itself)
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  bulkhead,
  circuitBreaker,
  consecutive,
  deadline,
  deadlineHeader,
  fallback,
  formatDeadline,
  parseRetryAfter,
  pipeline,
  Rejection,
  RetryBudget,
  retry,
  systemSurroundings,
  timeout,
} from 'temblor/resilience';

/** An answer that says that the service could not do it; another try may help. */
class Unavailable extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfter: string | null) {
    super(`the service answered ${status}`);
    this.retryAfterMs = parseRetryAfter(retryAfter, Date.now());
  }
}

const surroundings = systemSurroundings(({ type, policy }) => console.log(`  ${policy}: ${type}`));

/** One budget for the service, whoever calls it. */
const budget = new RetryBudget({ ratio: 0.1, minPerSecond: 1, burst: 10 });

/** The outermost stands first. Reading is safe to repeat, so that a time-out may be retried too. */
const stock = pipeline(
  fallback({ name: 'last-known', handles: isOutage, answer: () => 'unknown' as const }, surroundings),
  deadline({ name: 'caller', leastRemainingMs: 5 }, surroundings),
  retry(
    {
      name: 'again',
      maxAttempts: 3,
      backoff: { kind: 'full-jitter', baseMs: 20, maxMs: 500 },
      // Not while the breaker is open: it has decided that calling does not help now.
      retryable: (error) => isOutage(error) && !(error instanceof Rejection && error.code === 'circuit-open'),
      retryAfterMs: (error) => (error instanceof Unavailable ? error.retryAfterMs : undefined),
      budget,
    },
    surroundings,
  ),
  circuitBreaker({ name: 'breaker', trip: consecutive(5), openMs: 1000 }, surroundings),
  bulkhead({ name: 'room', limit: 20 }, surroundings),
  timeout({ name: 'patience', afterMs: 200 }, surroundings),
);

function isOutage(error: unknown): boolean {
  return error instanceof Rejection || error instanceof Unavailable;
}

/** What is left: "number" from the service, "unknown" from the fallback. */
function pieces(url: string): Promise<number | 'unknown'> {
  const operation = async ({ signal, deadlineMs }: { signal: AbortSignal; deadlineMs: number }) => {
    const left = formatDeadline(deadlineMs, surroundings.time.nowMs()) ?? '';
    const answer = await fetch(url, { signal, headers: { [deadlineHeader]: left } });
    if (!answer.ok) throw new Unavailable(answer.status, answer.headers.get('retry-after'));
    return Number(await answer.text());
  };
  return stock.execute(operation, { deadlineMs: surroundings.time.nowMs() + 2000 });
}

/** How the service behaves, request by request; in the end it fails always. */
const behaviours = ['fails', 'answers', 'hangs', 'answers'];
const service = createServer((_request, response) => {
  const behaviour = behaviours.shift() ?? 'fails';
  if (behaviour === 'answers') response.end('7');
  else if (behaviour === 'fails') response.writeHead(503, { 'retry-after': '0' }).end();
});
service.listen(0, '127.0.0.1');
await once(service, 'listening');
const address = service.address();
const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/`;

for (const what of ['fails once', 'hangs once', 'is down', 'is down, and the breaker is open']) {
  console.log(`The service ${what}:`);
  console.log(`  → ${await pieces(url)}`);
}
service.close();
service.closeAllConnections();
