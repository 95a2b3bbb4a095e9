/** Opens a real lab over a fake World in a temporary folder, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { Journal } from '@temblor/lab/journal/journal';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import { defineSystem } from '@temblor/lab/system/define-system';
import type { Lab, LabOptions } from '../lab.ts';
import { openLab } from '../lab.ts';
import type { FakeWorld } from './fake-world.fixture.ts';
import { openFakeWorld } from './fake-world.fixture.ts';

/** Three stores behind a front, with one experiment. */
export const shop: SystemDeclaration = defineSystem({
  name: 'shop',
  title: 'Shop',
  description: 'A front and three stores.',
  services: {
    front: { run: { command: ['true'] }, calls: ['store'] },
    store: { run: { command: ['true'] }, replicas: 3 },
  },
  entrances: ['front'],
  actions: {
    stock: { service: 'store', method: 'GET', path: '/stock?of={product}', title: 'What is left' },
    price: { service: 'store', method: 'PUT', path: '/price', title: 'Another price' },
    prices: { service: 'store', method: 'GET', path: '/prices', title: 'All prices' },
    drain: { service: 'front', method: 'POST', path: '/stores/{store}/drain', title: 'Let a store finish' },
  },
  experiments: {
    faults: {
      title: 'Faults',
      description: 'One crash.',
      steadyState: { requests: [{ service: 'front', path: '/', status: 200 }] },
      load: { ratePerSecond: 10, workload: { requests: [{ service: 'front', path: '/' }] } },
      phases: [{ name: 'baseline' }, { name: 'crash', faults: [{ kind: 'crash', target: { instance: 'store-1' } }] }],
      limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null },
      checks: [],
    },
  },
});

/** What a test gets, besides the lab. */
export interface TestLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly world: FakeWorld;
  readonly journal: Journal;
  readonly folder: string;
  readonly defects: unknown[];
  /** Calls the API with the token, and reads JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/** Opens it; the folder goes with it. */
export async function openTestLab(overrides: Partial<LabOptions> = {}): Promise<TestLab> {
  const folder = overrides.folder ?? mkdtempSync(join(tmpdir(), 'temblor-control-'));
  const removeFolder = (): void => {
    if (overrides.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const made: { world?: FakeWorld; journal?: Journal } = {};
  const defects: unknown[] = [];
  const lab = await openLab({
    folder,
    systems: [shop],
    clock: monotonicClock,
    version: '0.0.0',
    mode: 'foreground',
    endsWhenIdle: true,
    controlPort: { preferredPort: 0, strict: false },
    startTime: 'test',
    openWorld: async ({ journal, clock, onLost }) => {
      made.journal = journal;
      made.world = openFakeWorld(journal, clock, onLost);
      return made.world;
    },
    executeRuns: () => async (_plan, open, signal) => {
      const { close } = await open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await close();
      return { verdict: 'inconclusive', reasons: ['aborted'], files: [] };
    },
    onDefect: (error) => defects.push(error),
    ...overrides,
  }).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  const { world, journal } = made;
  if (world === undefined || journal === undefined) throw new Error('the lab opened no World');
  return {
    lab,
    world,
    journal,
    folder,
    defects,
    async call(method, path, body) {
      const response = await fetch(`${lab.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${lab.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      removeFolder();
    },
  };
}
