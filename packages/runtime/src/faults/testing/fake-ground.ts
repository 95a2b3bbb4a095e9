/** A ground for faults without processes: each part does what the test says, and keeps what was asked of it. */
import type { Json } from '@temblor/checkers/history/operation';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { FaultRequest, FaultSpecification } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalFact } from '@temblor/lab/journal/event';
import { defineSystem } from '@temblor/lab/system/define-system';
import { planTopology } from '@temblor/lab/system/topology';
import type { AppliedFault } from '@temblor/lab/world/world';
import type { ChildExit, PauseEnd } from '../../guardian/guardian.ts';
import type { LinkProxies } from '../../links/link-proxies.ts';
import type { AskedEnd, Kill } from '../../processes/process-steps.ts';
import type { FaultedInstance, FaultGround } from '../fault-ground.ts';
import { FaultRegistry } from '../fault-registry.ts';

/** One process, 101, that can be paused by a lease, killed, and asked to end. */
class FakeInstance implements FaultedInstance {
  pid: number | null = 101;
  readonly asked: string[] = [];
  kill: Kill | undefined;
  /** The process is gone when it is asked to end. */
  isGone = false;
  readonly ending = Promise.withResolvers<{ exit: ChildExit; wasKilled: boolean }>();
  #pause: PromiseWithResolvers<PauseEnd> | undefined;

  view() {
    const state = this.pid === null ? ('down' as const) : ('running' as const);
    return {
      id: 'shop',
      service: 'shop',
      state,
      pid: this.pid,
      port: 1,
      url: 'http://127.0.0.1:1',
      restarts: 0,
      trouble: null,
    };
  }

  async pause(leaseMs: number) {
    this.asked.push(`pause ${leaseMs}`);
    this.#pause ??= Promise.withResolvers();
    return { stoppedAtUs: monotonicClock.nowUs(), continued: this.#pause.promise };
  }

  async resume() {
    this.asked.push('resume');
    this.endPause('resume');
  }

  async crash(holdMs: number): Promise<Kill | undefined> {
    this.asked.push(`crash ${holdMs}`);
    this.endPause('exit');
    this.pid = null;
    const atUs = monotonicClock.nowUs();
    return this.kill ?? { kind: 'killed', code: null, signal: 'SIGKILL', atUs, killedAtUs: atUs };
  }

  /** Its process ends when the test says so. */
  async replace(holdMs: number): Promise<AskedEnd | undefined> {
    this.asked.push(`replace ${holdMs}`);
    if (this.isGone) return undefined;
    const ended = this.ending.promise.then((end) => {
      this.pid = null;
      return end;
    });
    return { askedAtUs: monotonicClock.nowUs(), ended };
  }

  endBy(exit: Pick<ChildExit, 'code' | 'signal'>, wasKilled = false) {
    this.ending.resolve({ exit: { ...exit, atUs: monotonicClock.nowUs() }, wasKilled });
  }

  endHold() {
    this.asked.push('end hold');
  }

  endPause(by: PauseEnd['by']) {
    this.#pause?.resolve({ atUs: monotonicClock.nowUs(), by });
    this.#pause = undefined;
  }
}

/** A system of two services, `front` and `shop`; `shop` has a fault switch, and flags. */
export function openFakeGround({ wrongAnswers = true } = {}) {
  const system = defineSystem({
    name: 'fake',
    title: 'Fake',
    description: 'A front that asks a shop.',
    services: {
      front: { run: { command: ['front'] }, calls: ['shop'] },
      shop: {
        run: { command: ['shop'] },
        faultSwitch: '/inject-failure',
        wrongAnswers,
        flagSwitch: '/chaos',
        flags: { crash: true, latency_seconds: 5 },
      },
    },
    entrances: ['front'],
  });
  const shop = new FakeInstance();
  const requests: { method: string; path: string; body: Json | undefined }[] = [];
  const facts: JournalFact[] = [];
  const lifted: string[] = [];
  const parts = {
    /** What the switch answers. */
    answer: async (_method: string): Promise<number> => 200,
    liftLinks: async (fault: string): Promise<void> => void lifted.push(fault),
  };
  const proxies: LinkProxies = {
    open: async () => 1,
    close: async () => {},
    apply: async () => monotonicClock.nowUs(),
    lift: (fault) => parts.liftLinks(fault),
    onEvent: () => ({ [Symbol.dispose]: () => {} }),
    [Symbol.asyncDispose]: async () => {},
  };
  const ground: FaultGround = {
    topology: planTopology(system),
    proxies,
    clock: monotonicClock,
    seed: 1,
    supervised: () => shop,
    proxyId: (link) => link,
    request: async (_instance, method, path, body) => {
      requests.push({ method, path, body });
      return { status: await parts.answer(method), body: null };
    },
  };
  let faults = 0;
  const nextId = () => {
    faults += 1;
    return `f${faults}`;
  };
  const registry = new FaultRegistry(ground, nextId, (_atUs, fact) => void facts.push(fact));
  const apply = (request: FaultRequest): Promise<AppliedFault> => registry.apply(specify(request));
  /** Why each fault ended, by its id, in the order of the journal. */
  const ends = () => facts.flatMap((fact) => (fact.type === 'fault-lifted' ? [`${fact.fault} ${fact.cause}`] : []));
  const listed = () => registry.views().map(({ id }) => id);
  return { registry, apply, shop, parts, requests, facts, lifted, ends, listed };
}

function specify(request: FaultRequest): FaultSpecification {
  return faultSpecification.parse(request);
}
