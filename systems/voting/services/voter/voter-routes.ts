import { ProblemError, problemSchema } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';
import type { VotedAnswer, Voter } from './voter.ts';

const query = z.strictObject({
  product_id: z.string().min(1).max(64).optional().describe('Only this product'),
  min_offset: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number, 0 or more')
    .transform(Number)
    .optional()
    .describe('Only an answer that reflects this offset, such as that of an order, or a later one'),
});

const votedSchema = z.object({
  items: z.record(z.string(), z.number()),
  /** The offset of `order-events` that the items reflect. */
  offset: z.number().int(),
  /** How many replicas were known to agree when it was decided. */
  quorum: z.number().int(),
  /** How many replicas were asked. */
  fan_out: z.number().int(),
  excluded_replicas: z.array(z.object({ instance_id: z.string(), reason: z.string() })),
  latency_ms: z.number(),
});

/** Adds `GET /inventory/voted` and `GET /voting/stats`. @param stats what the latter shows. */
export function addVoterRoutes(app: ServiceApp, voter: Voter, stats: () => object): void {
  app.get(
    '/inventory/voted',
    {
      schema: {
        tags: ['voting'],
        summary: 'What the majority of the replicas says',
        querystring: query,
        response: { 200: votedSchema, 400: problemSchema, 404: problemSchema, 503: problemSchema },
      },
    },
    async (request) => {
      const { product_id: product, min_offset: minOffset = 0 } = request.query;
      const answer = await voter.read(minOffset, request.trace);
      return present(answer, product, minOffset, voter.quorum);
    },
  );
  app.get(
    '/voting/stats',
    { schema: { tags: ['voting'], summary: 'What the voter has counted since its start' } },
    () => stats(),
  );
}

function present(
  { outcome, fanOut, latencyMs }: VotedAnswer,
  product: string | undefined,
  minOffset: number,
  needed: number,
): z.infer<typeof votedSchema> {
  switch (outcome.kind) {
    case 'decided': {
      const items = product === undefined ? outcome.items : pick(outcome.items, product);
      const { offset, quorum, excluded } = outcome;
      const rest = { fan_out: fanOut, excluded_replicas: [...excluded], latency_ms: latencyMs };
      return { items: { ...items }, offset, quorum, ...rest };
    }
    case 'no-quorum':
      throw new ProblemError(503, 'quorum_not_reached', explain(outcome, needed), {
        hint: 'Ask again: the voter answers by itself as soon as enough replicas agree. /voting/stats tells who is left out.',
        headers: { 'retry-after': '1' },
        members: { valid: outcome.valid, needed, fan_out: fanOut },
      });
    case 'offset-not-reached':
      throw new ProblemError(
        503,
        'offset_not_reached',
        `No majority of the replicas has reached offset ${minOffset}; the highest that one has reached is ${outcome.highest}.`,
        {
          hint: 'Ask again in a moment, or with an offset that an order was answered with.',
          headers: { 'retry-after': '1' },
          members: { highest: outcome.highest },
        },
      );
    default:
      return outcome satisfies never;
  }
}

function pick(items: Readonly<Record<string, number>>, product: string): Record<string, number> {
  const quantity = Object.hasOwn(items, product) ? items[product] : undefined;
  if (quantity !== undefined) return { [product]: quantity };
  throw new ProblemError(404, 'unknown_product', `No product is named '${product}'.`, {
    hint: `Known: ${Object.keys(items).join(', ')}.`,
  });
}

function explain(outcome: { reason: 'too-few-answers' | 'disagreement' | 'timed-out'; valid: number }, needed: number) {
  switch (outcome.reason) {
    case 'too-few-answers':
      return `Too few replicas can answer: ${needed} equal answers are needed.`;
    case 'disagreement':
      return `${outcome.valid} replicas answered and no ${needed} of them agree.`;
    case 'timed-out':
      return `${outcome.valid} replicas answered in time; ${needed} equal answers are needed.`;
    default:
      return outcome.reason satisfies never;
  }
}
