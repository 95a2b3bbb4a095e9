import type { LinkPlan } from '../system/topology.ts';
import type { LinkProbe } from './declaration.ts';
import type { RunSession } from './run-session.ts';

/**
 * Measures the round trips of every link between two instances, all links at once, and tells them as `link-probed`.
 * Waits for nothing but the answers.
 */
export async function probeLinks(session: RunSession, probe: LinkProbe): Promise<void> {
  const { links, instances } = session.system.topology;
  const ids = new Set(instances.map(({ id }) => id));
  const between = links.filter(({ consumer, provider }) => ids.has(consumer) && ids.has(provider));
  await Promise.all(between.map((link) => probeLink(session, link, probe)));
}

async function probeLink(session: RunSession, { id: link }: LinkPlan, { path, requests }: LinkProbe): Promise<void> {
  const roundTripsMs: number[] = [];
  let unanswered = 0;
  for (let count = 0; count < requests; count += 1) {
    session.signal.throwIfAborted();
    const sentUs = session.clock.nowUs();
    const { status } = await session.system.requestOver(link, path);
    if (status === 0) unanswered += 1;
    else roundTripsMs.push((session.clock.nowUs() - sentUs) / 1000);
  }
  session.append({ type: 'link-probed', link, roundTripsMs, unanswered });
}
