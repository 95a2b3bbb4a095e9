import type { DetectionDeclaration } from '@temblor/lab/system/declaration';
import type { DetectionContext } from './detection-context.ts';
import { StateChanges } from './detection-context.ts';

type LogPattern = Extract<DetectionDeclaration, { kind: 'log-pattern' }>;

/** Reads detections from what a service prints. The moment of a detection is when the line was read from its pipe. */
export function watchLogPattern(declaration: LogPattern, context: DetectionContext): Disposable {
  const off = new RegExp(declaration.off);
  const on = new RegExp(declaration.on);
  const changes = new StateChanges(context, declaration.service, 'log-pattern');
  const printers = new Set(
    context.topology.instances.filter(({ service }) => service === declaration.service).map(({ id }) => id),
  );
  return context.followLogs((line) => {
    if (!printers.has(line.instance)) return;
    for (const [pattern, state] of [[off, 'off'] as const, [on, 'on'] as const]) {
      const named = pattern.exec(line.text)?.groups?.instance;
      if (named === undefined) continue;
      const instance = resolveInstance(named, context);
      if (instance !== undefined) changes.report(instance, state, line.atUs, line.text.slice(0, 200));
    }
  });
}

/**
 * Who is meant by what a foreign program prints: an instance id, an address (by its port: the instance's own or that of
 * any link to it), or the number of a replica of the only replicated service.
 */
export function resolveInstance(named: string, context: DetectionContext): string | undefined {
  const { instances } = context.topology;
  if (instances.some(({ id }) => id === named)) return named;
  const port = /:(\d{2,5})(?:\/|$)/.exec(named)?.[1];
  if (port !== undefined) {
    const own = context.instances().find((instance) => String(instance.port) === port);
    return own?.id ?? context.links().find((link) => new URL(link.url).port === port)?.provider;
  }
  const replicas = instances.filter(({ declaration }) => declaration.replicas > 1);
  const services = new Set(replicas.map(({ service }) => service));
  return services.size === 1 ? replicas.find(({ number }) => String(number) === named)?.id : undefined;
}
