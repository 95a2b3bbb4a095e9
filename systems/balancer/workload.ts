/**
 * What the clients of the balancer do: mostly `GET /whoami`, which costs a replica next to nothing, and now and then a
 * small image, which costs it a core for some milliseconds. Requests of so unequal cost are what strategies differ in.
 */
import type { OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import type { PlannedRequest, ReceivedAnswer, Workload } from '@temblor/lab/load/workload';
import { catalogue } from './services/image/catalogue.ts';

/** Of the requests, how many ask for an image: at 400 a second two of them, which two cores can take beside the rest. */
const imageShare = 0.005;

/** A replica paints an image when it is first asked for it: the clients ask for few, so that this is over in the warm-up. */
const imageCount = 2;

/** So small that the history of a long run stays readable. */
const widths = [32, 48, 64] as const;

const whoami: PlannedRequest = { name: 'whoami', service: 'balancer', method: 'GET', path: '/whoami', input: null };

/** The workload that the experiments of this system play. */
export function createWorkload(random: Random): Workload {
  const ids = catalogue.slice(0, imageCount).map(({ id }) => id);
  return {
    next: () => (random.next() < imageShare ? image(random.pick(ids), random.pick(widths)) : whoami),
    judge,
  };
}

function image(id: string, width: number): PlannedRequest {
  const path = `/images/${id}?width=${width}`;
  return { name: 'image', service: 'balancer', method: 'GET', path, input: { id, width } };
}

/** Whatever is asked can be asked again: an answer that did not come is a failure, and leaves nothing in doubt. */
function judge(_request: PlannedRequest, { status }: ReceivedAnswer): OperationOutcome {
  return status >= 200 && status < 300 ? 'ok' : 'failed';
}
