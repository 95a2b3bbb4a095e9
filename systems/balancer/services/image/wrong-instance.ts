import type { AlterAnswer } from '@temblor/kit/chaos/chaos-routes';
import { z } from 'zod';

const identity = z.strictObject({ instance: z.string(), port: z.int() });

/** How an image server answers wrongly: `/whoami` names the replica after it. */
export function wrongInstance(service: string, instanceNumber: number): AlterAnswer {
  return (payload, { endpoint }) => {
    if (endpoint !== '/whoami') return undefined;
    const answer = identity.safeParse(payload);
    return answer.success ? { ...answer.data, instance: `${service}-${instanceNumber + 1}` } : undefined;
  };
}
