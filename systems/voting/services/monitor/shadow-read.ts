import type { HttpClient } from '@temblor/kit/http/http-client';
import type { Ballot, BallotEffect, BallotInput } from '@temblor/protocols/voting/ballot';
import { isSettled, openBallot, stepBallot } from '@temblor/protocols/voting/ballot';
import { canonicalValue } from '@temblor/protocols/voting/canonical-value';
import { z } from 'zod';

/** A replica and how it is asked. */
export interface ShadowVoter {
  readonly instanceId: string;
  readonly client: HttpClient;
}

const inventorySchema = z.object({
  offset: z.number().int().nonnegative(),
  items: z.record(z.string(), z.number()),
});

const timeoutMs = 100;

/**
 * A vote that nobody waits for: it tells whether a suspect agrees with the other replicas at a common offset.
 *
 * @param voters the suspect and those that are ON.
 * @returns `void` where there was no majority, or the suspect gave nothing that could be compared.
 */
export async function shadowRead(
  suspect: string,
  voters: readonly ShadowVoter[],
  quorum: number,
): Promise<'agreed' | 'dissented' | 'void'> {
  let ballot: Ballot = openBallot({ replicas: voters.map(({ instanceId }) => instanceId), quorum, minOffset: 0 });
  if (ballot.outcome !== undefined) return 'void';
  let finding: 'agreed' | 'dissented' | 'void' = 'void';
  const ask = async (voter: ShadowVoter, question: number | 'latest'): Promise<void> => {
    const input = await readOne(voter, question);
    const [next, effects] = stepBallot(ballot, input);
    ballot = next;
    finding = findingOf(effects, suspect) ?? finding;
    const asked = effects.filter((effect) => effect.type === 'ask');
    await Promise.all(
      voters.flatMap((other) =>
        asked.filter((effect) => effect.replica === other.instanceId).map((effect) => ask(other, effect.question)),
      ),
    );
  };
  await Promise.all(voters.map((voter) => ask(voter, 'latest')));
  if (!isSettled(ballot)) throw new Error('a shadow read ended before its ballot was settled');
  return finding;
}

function findingOf(effects: readonly BallotEffect[], suspect: string): 'agreed' | 'dissented' | undefined {
  for (const effect of effects) {
    if (effect.type !== 'judge' || effect.replica !== suspect) continue;
    if (effect.finding.kind === 'agreed' || effect.finding.kind === 'dissented') return effect.finding.kind;
  }
  return undefined;
}

async function readOne({ instanceId, client }: ShadowVoter, question: number | 'latest'): Promise<BallotInput> {
  const path = question === 'latest' ? '/inventory' : `/inventory?offset=${question}`;
  const result = await client.request({ path, timeoutMs });
  const failed: BallotInput = { type: 'failed', replica: instanceId, question, reason: 'no valid answer' };
  if (result.kind !== 'answered' || result.status !== 200) return failed;
  const parsed = inventorySchema.safeParse(result.body);
  if (!parsed.success) return failed;
  const { offset, items } = parsed.data;
  return { type: 'answered', replica: instanceId, question, offset, value: canonicalValue(items) };
}
