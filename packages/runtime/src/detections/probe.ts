import type { DetectionDeclaration } from '@temblor/lab/system/declaration';
import { detectorName } from '@temblor/lab/system/topology';
import { ask } from './ask.ts';
import type { DetectionContext } from './detection-context.ts';
import { StateChanges } from './detection-context.ts';
import { repeat } from './repeat.ts';

type Probe = Extract<DetectionDeclaration, { kind: 'probe' }>;

/**
 * The lab's own detector, for a system that has none: it asks every instance's health path over a link of its own, and
 * goes by runs of failures and passes.
 */
export function watchByProbe(declaration: Probe, context: DetectionContext): Disposable {
  const changes = new StateChanges(context, detectorName, 'probe');
  const probes = context.topology.instances
    .filter(({ service }) => service === declaration.service)
    .map((instance) => {
      const link = context.links().find(({ id }) => id === `${detectorName}->${instance.id}`);
      if (link === undefined) throw new Error(`no link leads the detector to ${instance.id}`);
      const url = `${link.url}${instance.declaration.health.path}`;
      let failures = 0;
      let passes = 0;
      return repeat(declaration.intervalMs, async (signal) => {
        const answer = await ask(url, declaration.timeoutMs, signal);
        if (signal.aborted) return;
        const atUs = context.clock.nowUs();
        const passed = answer.status === instance.declaration.health.status;
        failures = passed ? 0 : failures + 1;
        passes = passed ? passes + 1 : 0;
        if (failures === 1 && changes.stateOf(instance.id) === 'on') {
          const reason = `health check answered ${answer.status || 'nothing'}`;
          const suspicion = { instance: instance.id, by: detectorName, detector: 'probe', reason };
          context.facts(atUs, { type: 'instance-suspected', ...suspicion });
        }
        if (failures >= declaration.failuresToOff) {
          changes.report(instance.id, 'off', atUs, `${failures} failed health checks in a row`);
        }
        if (passes >= declaration.passesToOn) {
          changes.report(instance.id, 'on', atUs, `${passes} passed health checks in a row`);
        }
      });
    });
  const all = new DisposableStack();
  for (const probe of probes) all.use(probe);
  return all;
}
