import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { RunSession } from './run-session.ts';

const pollEveryMs = 50;

/**
 * Asks every instance of the services that the experiment names, past every proxy, until each answers as it should and
 * nobody is OFF or UNKNOWN any more; what was found is appended to the journal.
 *
 * @returns whether it held within the experiment's time.
 */
export async function checkSteadyState(session: RunSession, when: 'before' | 'after'): Promise<boolean> {
  let wrong: readonly string[] = [];
  const holds = await pollUntil(
    async () => {
      wrong = await findWrong(session);
      return wrong.length === 0;
    },
    { timeoutMs: session.plan.steadyWithinMs, intervalMs: pollEveryMs, signal: session.signal },
  );
  const detail = holds === true ? describeSteady(session) : wrong.join('; ');
  session.append({ type: 'steady-state-checked', when, holds: holds === true, detail });
  return holds === true;
}

async function findWrong(session: RunSession): Promise<string[]> {
  const { system, plan } = session;
  const answers = plan.experiment.steadyState.requests.flatMap(({ service, path, status }) =>
    system.topology.instances
      .filter((instance) => instance.service === service)
      .map(async ({ id }) => {
        const answer = await system.request(id, 'GET', path);
        if (answer.status === status) return [];
        const got = answer.status === 0 ? 'did not answer' : `answered ${answer.status} instead of ${status}`;
        return [`${id} ${got} to GET ${path}`];
      }),
  );
  const wrong = await Promise.all(answers);
  return [...wrong.flat(), ...session.whoIsNotOn().map(({ instance, state }) => `${instance} is ${state}`)];
}

function describeSteady({ plan }: RunSession): string {
  const asked = plan.experiment.steadyState.requests.map(({ service, path }) => `${service} ${path}`).join(', ');
  return asked === '' ? 'nobody is OFF' : `every instance answered as it should (${asked}), and nobody is OFF`;
}
