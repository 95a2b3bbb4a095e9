import type { Random } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, WeightedRequest, Workload } from '@temblor/lab/load/workload';

/** A workload that draws from a list that is not empty, by weight. */
export function createWeightedWorkload(requests: readonly WeightedRequest[], random: Random): Workload {
  const planned = requests.map(plan);
  const total = requests.reduce((sum, request) => sum + (request.weight ?? 1), 0);
  return {
    next: () => {
      let rest = random.next() * total;
      for (const [index, request] of requests.entries()) {
        rest -= request.weight ?? 1;
        const chosen = planned[index];
        if (rest < 0 && chosen !== undefined) return chosen;
      }
      return random.pick(planned);
    },
  };
}

function plan(request: WeightedRequest): PlannedRequest {
  const { service, path, headers, body, method = 'GET' } = request;
  const planned = { name: request.name ?? `${method} ${path}`, service, method, path, input: body ?? null };
  return { ...planned, ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) };
}
