/** What the balancer answers to actions, read with care: it is another program. Pure. */
import { number, objectOf, text } from '@temblor/view/model/shape';
import type { ActionAnswer } from '@temblor/view/panel/panel-commands';

/** Who answered `GET /whoami`. */
export interface Answerer {
  readonly instance: string;
  readonly port: number;
}

const answererShape = objectOf({ instance: text, port: number });

/** @throws Error where the answer is a failure; its message says what the service said. */
export function expectSuccess({ status, body }: ActionAnswer): void {
  if (status >= 200 && status < 300) return;
  const said = [fieldOf(body, 'detail') ?? fieldOf(body, 'title'), fieldOf(body, 'hint')].filter(isText);
  throw new Error(`the balancer answered ${status}${said.length === 0 ? '' : `: ${said.join(' ')}`}`);
}

/** @throws Error where the answer is a failure, or does not say who gave it. */
export function readAnswerer(answer: ActionAnswer): Answerer {
  expectSuccess(answer);
  if (!isAnswerer(answer.body)) throw new Error('the answer does not say which replica gave it');
  return answer.body;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAnswerer(body: unknown): body is Answerer {
  return answererShape(body);
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
}
