import type { Json } from '@temblor/checkers/history/operation';
import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { ActionDeclaration } from '@temblor/lab/system/action';
import { fillPath, parametersOf } from '@temblor/lab/system/action';
import type { InstanceView, RunningSystem } from '@temblor/lab/world/world';
import type { ServiceAnswer } from './ask-service.ts';
import { askService } from './ask-service.ts';

/**
 * Sends an action of a running system to the first instance of its service that is ready.
 *
 * @param body what the service is sent. Where the action's path has placeholders they are filled from its `parameters`, and
 * the service is sent the rest, if there is one.
 * @param signal gives up with its reason, such as that the system stops.
 * @throws TemblorError `unknown-action`, `invalid-parameters`, `invalid-body`, `service-not-ready`, and as `askService`.
 */
export async function performAction(
  system: Pick<RunningSystem, 'declaration' | 'instances'>,
  name: string,
  body: Json | undefined,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const action = findAction(system.declaration, name);
  const { parameters, rest } = divide(action, body);
  const path = fillPath(action, parameters);
  const sent = isEmpty(rest) && action.method === 'GET' ? undefined : rest;
  if (action.method === 'GET' && sent !== undefined) {
    throw usageError('invalid-body', `'${name}' is a GET request, which has no body`, 'send the action without one');
  }
  return askService(firstReady(system, action.service), { method: action.method, path, body: sent }, signal);
}

function findAction({ name: system, actions }: RunningSystem['declaration'], name: string): ActionDeclaration {
  const found = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(actions);
  const hint = known.length === 0 ? 'its declaration has no actions' : suggestName(name, known);
  throw usageError('unknown-action', `system '${system}' has no action '${name}'`, hint);
}

interface Divided {
  readonly parameters: Readonly<Record<string, Json>>;
  readonly rest: Json | undefined;
}

function divide(action: ActionDeclaration, body: Json | undefined): Divided {
  if (parametersOf(action).length === 0 || !isObject(body)) return { parameters: {}, rest: body ?? undefined };
  const { parameters = {}, ...rest } = body;
  if (!isObject(parameters))
    throw usageError('invalid-parameters', "'parameters' is no object", 'send { "name": "value" }');
  return { parameters, rest: isEmpty(rest) ? undefined : rest };
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function firstReady(system: Pick<RunningSystem, 'instances'>, service: string): InstanceView {
  const instances = system.instances().filter((instance) => instance.service === service);
  const ready = instances.find(({ state }) => state === 'running');
  if (ready !== undefined) return ready;
  const states = instances.map(({ id, state }) => `${id} is ${state}`).join(', ');
  throw new TemblorError('service-not-ready', `no instance of '${service}' is ready: ${states}`, {
    hint: 'wait until `temblor status` lists one as running',
    exitCode: 75,
  });
}
