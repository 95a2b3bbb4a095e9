import type { DetectionDeclaration } from '@temblor/lab/system/declaration';
import { ask } from './ask.ts';
import type { DetectedState, DetectionContext } from './detection-context.ts';
import { StateChanges } from './detection-context.ts';
import { resolveInstance } from './log-pattern.ts';
import { repeat } from './repeat.ts';

type StatusUrl = Extract<DetectionDeclaration, { kind: 'status-url' }>;

/** Reads detections from a page of the system that lists its instances. Late by up to the interval, never early. */
export function watchStatusUrl(declaration: StatusUrl, context: DetectionContext): Disposable {
  const changes = new StateChanges(context, declaration.service, 'status-url');
  return repeat(declaration.intervalMs, async (signal) => {
    const reporter = context.instances().find(({ service }) => service === declaration.service);
    if (reporter === undefined) return;
    const answer = await ask(`${reporter.url}${declaration.path}`, Math.max(250, declaration.intervalMs), signal);
    const atUs = context.clock.nowUs();
    if (answer.status !== 200) return;
    for (const { name, state } of readStates(answer.text, declaration)) {
      const instance = resolveInstance(name, context);
      if (instance !== undefined) changes.report(instance, state, atUs, `${declaration.path} lists it as ${state}`);
    }
  });
}

/** The states on a status page; entries that say neither ON nor OFF, and documents of another shape, are passed over. */
export function readStates(text: string, declaration: StatusUrl): { name: string; state: DetectedState }[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [];
  }
  for (const key of declaration.list.split('.').filter((part) => part !== '')) list = field(list, key);
  if (typeof list !== 'object' || list === null) return [];
  const entries: [unknown, unknown][] = Array.isArray(list)
    ? list.map((entry) => [field(entry, declaration.idKey), field(entry, declaration.stateKey)])
    : Object.entries(list).map(([id, entry]) => [
        id,
        typeof entry === 'object' ? field(entry, declaration.stateKey) : entry,
      ]);
  return entries.flatMap(([id, value]) => {
    const state = declaration.on.includes(String(value))
      ? 'on'
      : declaration.off.includes(String(value))
        ? 'off'
        : null;
    return state === null || id === undefined || id === null ? [] : [{ name: String(id), state }];
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
