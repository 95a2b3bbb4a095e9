/** Runs a scenario of the reservations in a virtual world, and judges what is left. */
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { SavedSaga } from '@temblor/protocols/saga/saga-types';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { EffectFault } from '@temblor/simulator/crash-points/effect';
import type { Problem, ScenarioRun } from '@temblor/simulator/crash-points/explore';
import { VirtualWorld } from '@temblor/simulator/crash-points/virtual-world';
import type { CallAnswer } from '../model/calls.ts';
import type { PlantedBug } from '../planted-bugs.ts';
import { inventoryRules } from '../services/inventory/inventory-rules.ts';
import { notificationsRules } from '../services/notifications/notifications-rules.ts';
import { paymentsRules } from '../services/payments/payments-rules.ts';
import type { ClientRecord } from './client-program.ts';
import { clientProgram, clientRecord } from './client-program.ts';
import { gatewayProgram } from './gateway-program.ts';
import { watchHolds } from './hold-watch.ts';
import { problemsOf } from './judge.ts';
import type { Message, ReservationsWorld } from './message.ts';
import { inWords } from './message.ts';
import { orchestratorProgram } from './orchestrator-program.ts';
import type { ReservationsScenario } from './scenarios.ts';
import { eventId } from './scenarios.ts';
import { serviceProgram } from './service-program.ts';
import { Stores } from './stores.ts';

export interface RunOptions {
  readonly seed: number;
  readonly bug: PlantedBug | undefined;
  readonly faults: readonly EffectFault[];
  readonly isTraced: boolean;
}

const downMs = 500;
const sagaLeaseMs = 4000;
/** Longer than a saga's lease, and shorter than that of a hold. */
const pauseMs = 6000;
/** What has not come to rest by then never will. */
const longestRunMs = 180_000;

const orchestrators = ['reservations-1', 'reservations-2'];
const inventories = ['inventory-1', 'inventory-2'];

/** The same scenario and options give the same run. */
export async function runScenario(
  scenario: ReservationsScenario,
  { seed, bug, faults, isTraced }: RunOptions,
): Promise<ScenarioRun> {
  const world: ReservationsWorld = new VirtualWorld<Message, CallAnswer>({
    ...{ faults, isTraced, pauseMs, inWords },
    afterCrash: (process) =>
      scenario.isOrchestratorGone && process === orchestrators[0]
        ? { kind: 'gone', leftForOthersMs: sagaLeaseMs }
        : { kind: 'restart', downMs },
  });
  const { capacity } = scenario;
  const stores = new Stores([{ event_id: eventId, capacity, free: capacity, held: 0, sold: 0 }]);
  const defects: Problem[] = [];
  const settings = { world, scenario, stores, bug, defects, random: seededRandom(seed) };
  addServices(settings);
  addOrchestrators(settings);
  world.add('gateway', 'service', gatewayProgram(orchestrators));
  const clients = scenario.clients.map((plan) => clientRecord(plan));
  for (const client of clients) world.add(client.plan.user, 'client', clientProgram(client));
  for (const { process, atMs, after } of scenario.crashes) {
    world.time.after(atMs, () => world.processOf(process).crash(after));
  }
  const isQuiet = await runOut(world, () => isSettled(stores, clients), defects);
  const result = { scenario, stores, clients, isQuiet, troubleUntilMs: world.troubleUntilMs };
  const { effects, struck, happenings, time } = world;
  const problems = [...defects, ...problemsOf(result)];
  return { effects, struck, problems, happenings, virtualMs: time.nowMs };
}

/** What breaks an invariant ends the run. @returns whether it came to rest. */
async function runOut({ time }: ReservationsWorld, isSettled: () => boolean, defects: Problem[]): Promise<boolean> {
  try {
    return await time.run(longestRunMs, () => time.isQuiet && isSettled());
  } catch (error) {
    defects.push({ rule: 'no-defect', detail: messageOf(error) });
    return false;
  }
}

interface Settings {
  readonly world: ReservationsWorld;
  readonly scenario: ReservationsScenario;
  readonly stores: Stores;
  readonly bug: PlantedBug | undefined;
  readonly random: Random;
  /** What is wrong before the end of the run. */
  readonly defects: Problem[];
}

function addServices({ world, scenario, stores, bug, defects }: Settings): void {
  const { troubles, holdLeaseMs } = scenario;
  const shared = { bug, onDefect: (detail: string) => defects.push({ rule: 'no-defect', detail }) };
  for (const name of inventories) {
    const rules = inventoryRules({ holdLeaseMs });
    const program = serviceProgram({ ...shared, rules, rows: stores.inventory, troubles: troubles.inventory });
    world.add(name, 'service', program);
  }
  const money = { rules: paymentsRules, rows: stores.payments, troubles: troubles.payments };
  world.add('payments', 'service', serviceProgram({ ...shared, ...money }));
  const news = { rules: notificationsRules, rows: stores.notifications, troubles: troubles.notifications };
  world.add('notifications', 'service', serviceProgram({ ...shared, ...news }));
  const onOverdue = (detail: string) => defects.push({ rule: 'holds-end', detail });
  watchHolds({ time: world.time, stores, holdLeaseMs, onOverdue });
}

function addOrchestrators({ world, scenario, stores, bug, random, defects }: Settings): void {
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `RSV-${ids}`;
  };
  const beforeRecord = ({ phase }: SavedSaga, nowMs: number) => {
    const isPivot = phase === 'committed' || phase === 'completed';
    if (isPivot && nowMs < scenario.savesFailUntilMs) throw new StoreFailure('not-applied', 'the store is down');
  };
  const onDefect = (error: unknown) => defects.push({ rule: 'no-defect', detail: messageOf(error) });
  const shared = { stores, bug, sagaLeaseMs, inventories, nextId, beforeRecord, onDefect };
  for (const name of orchestrators) {
    world.add(name, 'service', orchestratorProgram({ ...shared, random: random.fork(name) }));
  }
}

function isSettled({ reservations }: Stores, clients: readonly ClientRecord[]): boolean {
  return (
    clients.every(({ finals }) => finals.every((status) => status !== undefined)) &&
    reservations.list('sagas', { equal: { open: true }, limit: 1 }).length === 0 &&
    reservations.list('outbox', { equal: { delivered_at_ms: null }, limit: 1 }).length === 0
  );
}
