/** Questions to the balancer, with answers that were checked. */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { HttpRequest, HttpResult } from '@temblor/kit/http/http-client';
import { z } from 'zod';
import { statisticsSchema } from '../services/balancer/pages/page-schemas.ts';
import type { DemoStage } from './stage.ts';

/** What `GET /_lb/stats` answers. */
export type Statistics = z.output<typeof statisticsSchema>;

const answerer = z.object({ instance: z.string(), port: z.number() });
const chosen = z.object({ strategy: z.string() });
const problem = z.object({ detail: z.string(), hint: z.string().optional() });

/** Which replica answered `GET /whoami`; undefined where that is not what was answered. */
export function readAnswerer(result: HttpResult): z.output<typeof answerer> | undefined {
  return result.kind === 'answered' && result.status === 200 ? answerer.safeParse(result.body).data : undefined;
}

/** Who answers. @throws TemblorError `balancer-failed` where nobody does. */
export async function askWhoAnswers(stage: DemoStage): Promise<z.output<typeof answerer>> {
  return answerer.parse(await askFor(stage, { path: '/whoami', signal: stage.signal }));
}

/** What the balancer has counted. @throws TemblorError `balancer-failed`. */
export async function askStatistics(stage: DemoStage): Promise<Statistics> {
  return statisticsSchema.parse(await askFor(stage, { path: '/_lb/stats', signal: stage.signal }));
}

/**
 * Does something under a strategy, and puts back the one that was in use before, whatever happens.
 *
 * @throws TemblorError `balancer-failed`; what the work throws.
 */
export async function underStrategy<T>(stage: DemoStage, strategy: string, work: () => Promise<T>): Promise<T> {
  const before = chosen.parse(await askFor(stage, { path: '/_lb/strategies', signal: stage.signal })).strategy;
  // Not under the stage's signal: whoever leaves in the midst of it gets the strategy back, too.
  const use = (name: string) => askFor(stage, { method: 'PUT', path: '/_lb/strategy', body: { strategy: name } });
  if (before !== strategy) await use(strategy);
  try {
    return await work();
  } finally {
    if (before !== strategy) await use(before);
  }
}

/** The body of a good answer. @throws TemblorError `balancer-failed`; the reason of the stage's signal. */
async function askFor(stage: DemoStage, request: HttpRequest): Promise<unknown> {
  const result = await stage.ask(request);
  switch (result.kind) {
    case 'answered':
      if (result.status < 300) return result.body;
      throw failed(request, `answered ${result.status}${wordsOf(result.body)}`);
    case 'timed-out':
      throw failed(request, 'did not answer in time');
    case 'unreachable':
      throw failed(request, `cannot be reached (${result.code})`);
    case 'aborted':
      throw stage.signal.reason;
    default:
      return result satisfies never;
  }
}

function wordsOf(body: unknown): string {
  const said = problem.safeParse(body).data;
  return said === undefined ? '' : `: ${[said.detail, said.hint].filter((words) => words !== undefined).join(' ')}`;
}

function failed({ method = 'GET', path }: HttpRequest, what: string): TemblorError {
  return new TemblorError('balancer-failed', `the balancer ${what} (${method} ${path})`, {
    hint: 'see how it stands: temblor status, temblor logs balancer',
  });
}
