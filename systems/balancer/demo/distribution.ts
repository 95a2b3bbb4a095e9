/** Demonstration 1: who answers, where the replicas take turns. */
import { askStatistics, askWhoAnswers, underStrategy } from './ask-balancer.ts';
import { bar, heading } from './drawing.ts';
import type { DemoStage } from './stage.ts';

/** Three rounds of three. */
const requests = 9;

/** How long replicas that were just started may take to get their full share. */
const evenWithinMs = 15_000;

export interface Distribution {
  readonly strategy: string;
  /** In the order in which they were asked. */
  readonly answers: readonly { readonly instance: string; readonly port: number }[];
  /** How many of the answers each replica gave. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Asks nine times under round robin, one after the other. */
export async function playDistribution(stage: DemoStage): Promise<Distribution> {
  const { paint } = stage;
  stage.print(heading(paint, 1, 'distribution round robin'));
  await untilEven(stage);
  const strategy = 'round-robin';
  const answers = await underStrategy(stage, strategy, async () => {
    const answers: { instance: string; port: number }[] = [];
    while (answers.length < requests) {
      const answerer = await askWhoAnswers(stage);
      answers.push(answerer);
      stage.print(`  GET /whoami  →  ${paint.strong(String(answerer.port))}  ${paint.dim(answerer.instance)}`);
    }
    return answers;
  });
  stage.print(`\n  ${answers.map(({ port }) => port).join(' → ')}\n`);
  const ports = new Map(answers.map(({ instance, port }) => [instance, port]));
  const counts: Record<string, number> = {};
  for (const { id } of await stage.replicas()) counts[id] = 0;
  for (const { instance } of answers) counts[instance] = (counts[instance] ?? 0) + 1;
  for (const [id, count] of Object.entries(counts)) {
    stage.print(`  ${ports.get(id) ?? '    '}  ${id}  ${bar(count / requests, 27)} ${count}`);
  }
  return { strategy, answers, counts };
}

/** A replica that has just come in gets less at first (slow start), and turns would not be even. */
async function untilEven(stage: DemoStage): Promise<void> {
  const deadlineMs = stage.clock.nowMs() + evenWithinMs;
  let told = false;
  while (stage.clock.nowMs() < deadlineMs) {
    const { replicas } = await askStatistics(stage);
    if (replicas.every(({ state }) => state === 'in-rotation')) return;
    if (!told) stage.print('  waiting until every replica gets its full share …');
    told = true;
    await stage.sleep(200);
  }
  stage.print('  not every replica is in rotation, so that the others get its share');
}
