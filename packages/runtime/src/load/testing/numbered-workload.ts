/** A workload for tests: numbered posts, so that what arrived can be compared with what was sent. */
import type { CreateWorkload } from '@temblor/lab/load/workload';

export const createWorkload: CreateWorkload = (random) => ({
  next: (index) => {
    const body = { index, drawn: random.integer(0, 999) };
    return { name: 'post', service: 'web', method: 'POST', path: '/numbers', body, input: body };
  },
});
