/** What clients do: half of them write a value that is never written twice, half of them read. */
import type { PlannedRequest, Random, Workload } from 'temblor';

export function createWorkload(random: Random): Workload {
  return {
    next(index): PlannedRequest {
      const key = `key-${random.integer(1, 200)}`;
      const path = `/values/${key}`;
      if (random.next() < 0.5) return { name: 'read', service: 'front', method: 'GET', path, input: { key } };
      return {
        name: 'write',
        service: 'front',
        method: 'PUT',
        path,
        body: { value: index },
        input: { key, value: index },
      };
    },
    judge(request, { status }) {
      if (status === 200 || (request.name === 'read' && status === 404)) return 'ok';
      // A write that too few replicas took, or that was not answered, may be there nevertheless.
      return request.name === 'write' ? 'unknown' : 'failed';
    },
  };
}
