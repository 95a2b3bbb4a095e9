/** A service for tests of what every service has. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { JournalFact } from '@temblor/lab/journal/event';
import { parseFactLine } from '@temblor/lab/journal/fact-line';
import { z } from 'zod';
import type { HttpRequest } from '../../http/http-client.ts';
import { openHttpClient } from '../../http/http-client.ts';
import { ProblemError } from '../problem.ts';
import type { RunningService, ServiceDefinition, ServiceParts } from '../start-service.ts';
import { startService } from '../start-service.ts';

const body = z.strictObject({ quantity: z.int().min(1) });

function addThings({ app }: ServiceParts): void {
  const thing = z.object({ id: z.string(), quantity: z.number() });
  app.post(
    '/things/:id',
    { schema: { params: z.object({ id: z.string() }), body, response: { 200: thing } } },
    (request) => ({
      id: request.params.id,
      quantity: request.body.quantity,
    }),
  );
  app.get('/things', () => ({ things: [] }));
  app.get('/broken', () => {
    throw new Error('secret detail of the inside');
  });
  app.get('/refused', () => {
    throw new ProblemError(409, 'refused', 'It is refused.', { hint: 'Wait.', headers: { 'retry-after': '1' } });
  });
  app.get('/trace', (request) => ({ ...request.trace }));
}

/** Its definition. @param lab as `TEMBLOR_LAB`. @param facts what it tells the journal is added here. */
export function thingsDefinition(
  lab: string | undefined,
  build: ServiceDefinition['build'] = addThings,
  port = 0,
  facts: JournalFact[] = [],
): ServiceDefinition {
  return {
    name: 'things',
    title: 'Things',
    description: 'For the test.',
    environment: {
      HOST: '127.0.0.1',
      PORT: port,
      INSTANCE_ID: 'things-1',
      INSTANCE_NUMBER: 1,
      LOG_LEVEL: 'silent',
      TEMBLOR_LAB: lab,
      TEMBLOR_SEED: 1,
    },
    clock: monotonicClock,
    writeLine: (line) => {
      const parsed = parseFactLine(line);
      if (parsed !== undefined) facts.push(parsed.fact);
    },
    alterAnswer: (payload) => ({ ...z.looseObject({}).parse(payload), quantity: 666 }),
    build,
  };
}

interface Things extends AsyncDisposable {
  readonly service: RunningService;
  /** What it told the journal so far. */
  readonly facts: readonly JournalFact[];
  /** @throws where no answer comes. */
  ask(request: HttpRequest): Promise<{ status: number; body: unknown }>;
}

/** Starts it, and a client of it. */
export async function openThings(lab: string | undefined, build?: ServiceDefinition['build']): Promise<Things> {
  await using stack = new AsyncDisposableStack();
  const facts: JournalFact[] = [];
  const service = await startService(thingsDefinition(lab, build, 0, facts));
  stack.defer(() => service.stop());
  const client = stack.use(openHttpClient(service.url, { timeoutMs: 20_000, connections: 4 }));
  const opened = stack.move();
  return {
    service,
    facts,
    ask: async (request) => {
      const result = await client.request(request);
      if (result.kind !== 'answered') throw new Error(`no answer: ${JSON.stringify(result)}`);
      return { status: result.status, body: result.body };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A request that sends a JSON body. */
export const post = (path: string, value: unknown): HttpRequest => ({ method: 'POST', path, body: value });
