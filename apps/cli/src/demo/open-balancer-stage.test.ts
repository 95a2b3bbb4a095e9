import type { SystemStatus } from '@temblor/control/api/schemas';
import { expect, test } from 'vitest';
import { LabClient } from '../client/lab-client.ts';
import { Output } from '../output/output.ts';
import { openBalancerStage } from './open-balancer-stage.ts';

const health = { state: 'ON', by: null, detector: null, reason: '', sinceUs: null } as const;
/** Nobody listens there. */
const url = 'http://127.0.0.1:1';
const instance = (id: string, service: string): SystemStatus['instances'][number] => ({
  ...{
    id,
    service,
    state: 'running',
    pid: 1,
    port: 1,
    url,
    restarts: 0,
    trouble: null,
    leads: false,
    flags: [],
    health,
  },
});

const system: SystemStatus = {
  id: 'balancer',
  system: 'balancer',
  title: 'Balancer',
  state: 'running',
  instances: [instance('balancer', 'balancer'), instance('image-1', 'image')],
  links: [],
  faults: [],
  stores: [],
  load: null,
  actions: [],
  run: null,
};

test.each(['image-7', 'balancer'])('a question for %s, which is no replica, goes to nobody', async (replica) => {
  const stream = { write: () => true };
  const output = new Output({ stdout: stream, stderr: stream, json: false, color: false, live: false });
  const { signal } = new AbortController();
  const interrupt = { signal, trigger: () => {}, [Symbol.dispose]: () => {} };
  await using opened = openBalancerStage(
    { output, interrupt },
    new LabClient({ url, token: '' }, signal),
    system,
    undefined,
  );
  const { stage } = opened;
  await expect(stage.askReplica(replica, { path: '/whoami' })).rejects.toThrow(`no replica '${replica}', only image-1`);
  expect(await stage.askReplica('image-1', { path: '/whoami' })).toMatchObject({ kind: 'unreachable' });
});
