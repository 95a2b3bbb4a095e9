/** Demonstration 3: a replica dies under load, by the lab or by the person's own `kill`, and the answers go on. */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { heading } from './drawing.ts';
import { OutageWatch } from './outage-watch.ts';
import type { OutageSummary } from './outage-words.ts';
import { describeEvent, describeWindow, summarise } from './outage-words.ts';
import type { DemoStage, Paint, StagedReplica } from './stage.ts';

/** How long the lab keeps a replica that it kills from being started again. */
const heldMs = 2000;

/** More than the longest demonstration: the load is ended before. */
const loadMs = 180_000;

/** Lets a load run, has a replica killed in it, and tells what the clients saw. */
export async function playFaultTolerance(stage: DemoStage, ratePerSecond: number): Promise<OutageSummary> {
  const { paint } = stage;
  stage.print(heading(paint, 3, 'fault tolerance'));
  const replicas = await stage.replicas();
  for (const { id, port, pid } of replicas) stage.print(`  ${id}  port ${port}  pid ${pid ?? '–'}`);
  const victim = await chooseVictim(stage, replicas);
  const facts = await stage.facts();
  stage.print(`  ${ratePerSecond} requests/s from now on, open loop …`);
  await stage.startLoad(ratePerSecond, loadMs);
  const watch = new OutageWatch(
    victim === undefined ? replicas.map(({ id }) => id) : [victim],
    victim === undefined ? 60_000 : 15_000,
  );
  try {
    await follow(stage, facts, watch, () => breakOne(stage, replicas, victim));
  } finally {
    await stage.stopLoad();
  }
  const summary = watch.summary();
  for (const line of summarise(summary, paint)) stage.print(line);
  return summary;
}

/** Shows what happens until it is over. @throws TemblorError `journal-lost` where the journal ends before. */
async function follow(
  stage: DemoStage,
  facts: AsyncIterable<JournalEvent>,
  watch: OutageWatch,
  breakReplica: () => Promise<void>,
): Promise<void> {
  for await (const event of facts) {
    const wish = watch.observe(event);
    const line = watch.isShown(event) ? describe(event, watch, stage.paint) : undefined;
    if (line !== undefined) stage.print(`  ${line}`);
    switch (wish) {
      case 'go-on':
        break;
      case 'break-replica':
        await breakReplica();
        break;
      case 'end-load':
        await stage.stopLoad();
        break;
      case 'leave':
        return;
      default:
        wish satisfies never;
    }
  }
  stage.signal.throwIfAborted();
  throw new TemblorError('journal-lost', 'the lab ended in the midst of the demonstration');
}

function describe(event: JournalEvent, watch: OutageWatch, paint: Paint): string | undefined {
  return event.type === 'balancer-window'
    ? describeWindow(event, watch.errorsOf(event), paint)
    : describeEvent(event, paint);
}

async function breakOne(
  stage: DemoStage,
  replicas: readonly StagedReplica[],
  victim: string | undefined,
): Promise<void> {
  const { paint } = stage;
  if (victim !== undefined) {
    stage.print(paint.strong(`  the lab kills ${victim} now (SIGKILL), and holds it down for ${heldMs / 1000} s`));
    await stage.kill(victim, heldMs);
    return;
  }
  const pids = replicas.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  stage.print(paint.strong('  Kill one now, from another terminal; the lab is not told, and starts it again:'));
  for (const pid of pids) stage.print(`    kill -9 ${pid}`);
}

/** @returns the replica that the lab is to kill; undefined where the person does it. */
async function chooseVictim(stage: DemoStage, replicas: readonly StagedReplica[]): Promise<string | undefined> {
  const ids = replicas.map(({ id }) => id);
  const usual = ids[1] ?? ids[0];
  if (stage.person === undefined) return usual;
  for (;;) {
    const question = `\n  Which one shall the lab kill: 1 to ${ids.length}? Or k, and you kill one yourself. [2] `;
    const typed = (await stage.person.readLine(question))?.trim().toLowerCase();
    if (typed === undefined || typed === '') return usual;
    if (typed === 'k') return undefined;
    const chosen = ids.find((id, index) => typed === String(index + 1) || typed === id);
    if (chosen !== undefined) return chosen;
    stage.print(`  '${typed}' is none of them.`);
  }
}
