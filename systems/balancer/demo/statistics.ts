/** Demonstration 4: what the balancer has counted for each replica. */
import { formatMs } from '@temblor/lab/report/number-format';
import { layOut } from '@temblor/lab/report/table';
import type { Statistics } from './ask-balancer.ts';
import { askStatistics } from './ask-balancer.ts';
import { heading } from './drawing.ts';
import type { DemoStage } from './stage.ts';

/** Asks the balancer for its statistics and shows them. */
export async function playStatistics(stage: DemoStage): Promise<Statistics> {
  stage.print(heading(stage.paint, 4, 'statistics per replica'));
  const statistics = await askStatistics(stage);
  const { totals, strategy } = statistics;
  stage.print(
    `  since the start: ${totals.requests} requests, ${totals.failures} failed, ${totals.refused} refused, ` +
      `${totals.retries} retries, ${totals.hedges} hedges; strategy ${strategy}\n`,
  );
  for (const line of tableOf(statistics)) stage.print(`  ${line}`);
  return statistics;
}

/** Every replica in a line. Requests are attempts: a retry counts at both replicas. */
function tableOf({ replicas }: Statistics): readonly string[] {
  const head = ['replica', 'requests', 'failures', 'mean ms', 'in flight', 'share', 'times out', 'breaker, state'];
  const rows = replicas.map(({ id, totals, inFlight, share, timesOut, breaker, state }) => [
    id,
    String(totals.requests),
    String(totals.failures),
    totals.requests === 0 ? '–' : formatMs(totals.meanMs),
    String(inFlight),
    `${Math.round(share * 100)} %`,
    String(timesOut),
    `${breaker === 'open' ? 'CIRCUIT_OPEN' : breaker}, ${state}`,
  ]);
  return layOut([head, ...rows], 1);
}
