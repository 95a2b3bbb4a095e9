/** Files of facts, one JSON object a line, for the checks that are of no single object. */
import { z } from 'zod';
import { checkLogAgreement } from '../agreement/log-agreement.ts';
import { checkCausalOrder } from '../causal/causal-order.ts';
import { checkExactlyOnce } from '../exactly-once/exactly-once.ts';
import type { CheckResult } from '../history/operation.ts';
import type { RecordedModel } from './judgement.ts';
import { invalidHistory } from './judgement.ts';

const placement = z.strictObject({ node: z.string(), position: z.number().int(), entry: z.string() });
/** Of each node one: a node that holds nothing is told by nothing else. */
const node = z.strictObject({ node: z.string() });
const acknowledgement = z.strictObject({
  acknowledged: z.string(),
  position: z.number().int().optional(),
  invokedUs: z.number(),
  completedUs: z.number(),
});
const message = z.strictObject({
  sent: z.string(),
  process: z.string(),
  number: z.number().int().min(1),
  after: z.array(z.string()).optional(),
  clock: z.record(z.string(), z.number().int()).optional(),
});
const delivery = z.strictObject({ delivered: z.string(), process: z.string() });
const attempt = z.strictObject({
  identity: z.string(),
  outcome: z.enum(['ok', 'failed', 'unknown']),
  position: z.number().int().exactOptional(),
});
const effect = z.strictObject({ effect: z.string(), position: z.number().int() });

const isOf =
  <T>(schema: z.ZodType<T>) =>
  (fact: unknown): fact is T =>
    schema.safeParse(fact).success;

/** The checks of files of facts. */
export const factModels: readonly RecordedModel[] = [
  checkOfFacts({
    name: 'log-agreement',
    summary: 'what nodes hold at each position, and what was acknowledged',
    schema: z.union([placement, acknowledgement, node]),
    shapes: '{"node"}, {"node","position","entry"} or {"acknowledged","position","invokedUs","completedUs"}',
    judge: (facts) => {
      const acknowledged = facts.filter(isOf(acknowledgement)).map((fact) => ({ ...fact, entry: fact.acknowledged }));
      const nodes = facts.filter(isOf(node)).map((fact) => fact.node);
      const known = nodes.length === 0 ? undefined : nodes;
      return checkLogAgreement('log agreement', facts.filter(isOf(placement)), acknowledged, known, 'majority');
    },
  }),
  checkOfFacts({
    name: 'causal-order',
    summary: 'messages with what they depend on, and who delivered them',
    schema: z.union([message, delivery]),
    shapes: '{"sent","process","number","after"} or {"delivered","process"}',
    judge: (facts) => {
      const messages = facts.filter(isOf(message)).map((fact) => ({ ...fact, id: fact.sent, sender: fact.process }));
      const deliveries = facts
        .filter(isOf(delivery))
        .map((fact) => ({ process: fact.process, message: fact.delivered }));
      return checkCausalOrder('causal order', messages, deliveries);
    },
  }),
  checkOfFacts({
    name: 'exactly-once',
    summary: 'attempts with their identity, and the effects they had',
    schema: z.union([attempt, effect]),
    shapes: '{"identity","outcome","position"} or {"effect","position"}',
    judge: (facts) => {
      const effects = facts.filter(isOf(effect)).map((fact) => ({ identity: fact.effect, position: fact.position }));
      return checkExactlyOnce('exactly once', facts.filter(isOf(attempt)), effects);
    },
  }),
];

interface FactCheck<Fact> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<Fact>;
  /** What a line looks like, for messages. */
  readonly shapes: string;
  readonly judge: (facts: readonly Fact[]) => CheckResult;
}

function checkOfFacts<Fact>({ name, summary, schema, shapes, judge }: FactCheck<Fact>): RecordedModel {
  return {
    name,
    summary,
    open: (file) => {
      const facts: Fact[] = [];
      let line = 0;
      return {
        push: (text) => {
          line += 1;
          if (text.trim() === '') return;
          const fact = schema.safeParse(parsed(text, file, line));
          if (!fact.success) throw invalidHistory(file, line, `a line of ${name} is ${shapes}`);
          facts.push(fact.data);
        },
        finish: () => ({ result: judge(facts), operations: facts.length, timeline: undefined, steps: [] }),
      };
    },
  };
}

function parsed(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidHistory(file, line, 'this line is no JSON', 'it takes one JSON object a line');
  }
}
