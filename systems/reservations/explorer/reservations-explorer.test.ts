import type { CrashFinding, CrashScenario, Tried } from '@temblor/simulator/crash-points/explore';
import { explorePairs, explorePoints, runPoints } from '@temblor/simulator/crash-points/explore';
import { describe, expect, test } from 'vitest';
import type { PlantedBug } from '../planted-bugs.ts';
import { plantedBugs } from '../planted-bugs.ts';
import { reservationsScenarios, rules } from './reservations-explorer.ts';

const seed = 1;

/** A scenario has hundreds of runs: a second or less where nothing else wants the processor. */
const patience = { timeout: 60_000 };
const scenarios = reservationsScenarios({ seed, bug: undefined });

/** Pairs are tried of these alone, one in so many of them: all pairs of all scenarios take minutes. */
const scenariosOfPairs = ['confirmed', 'last-seat', 'impatient'];
const pairsStride = 250;

describe('what the services of the reservations decide', patience, () => {
  test.each(scenarios)('survives a fault at every effect where $text', async (scenario) => {
    const tried = await Array.fromAsync(explorePoints(scenario));
    expect(tried.length).toBeGreaterThan(40);
    expect(findingsOf(tried)).toEqual([]);
  });

  test.each(scenariosOfPairs)(
    'survives two faults together in %s, as far as a share of the pairs tells',
    async (name) => {
      const tried = await Array.fromAsync(
        explorePairs(scenarioOf(name, undefined), (pair) => pair % pairsStride === seed),
      );
      expect(tried.length).toBeGreaterThan(30);
      expect(findingsOf(tried)).toEqual([]);
    },
  );

  test('voids a charge whose doubled call arrives after the store of payments has refused it', async () => {
    const scenario = scenarioOf('confirmed', undefined);
    const { effects } = await scenario.run([], false);
    const pay = effects.find(({ name }) => name === 'call payments POST /pay')?.number ?? 0;
    const capture = effects.find(({ name }) => name === 'commit capture payment')?.number ?? 0;
    const faults = [
      { effect: pay, act: 'double-request' },
      { effect: capture, act: 'fail-not-applied' },
    ] as const;
    expect(await scenario.run(faults, false)).toMatchObject({ struck: 2, problems: [] });
  });

  test('is the same in every run', async () => {
    const [clean] = scenarios;
    expect(await clean?.run([], true)).toEqual(await clean?.run([], true));
  });
});

/** Where each planted bug shows: the scenario, the fault by which it does, and the rule that it breaks. */
const pinned: readonly (readonly [PlantedBug, string, string, string])[] = [
  ['no-idempotency', 'confirmed', 'call payments POST /pay: double-request', 'charged-once'],
  ['no-tombstones', 'confirmed', 'call payments POST /pay: late-request', 'charged-once'],
  ['no-tombstones', 'impatient', 'call inventory POST /reserve: late-request', 'books-balanced'],
  ['no-tombstones', 'payment-slow-before', '', 'charged-once'],
  ['no-payment-query', 'confirmed', 'call payments POST /pay: lose-answer', 'charged-once'],
  ['no-payment-query', 'payment-slow-before', '', 'charged-once'],
  ['no-saga-lease', 'confirmed', 'call payments POST /pay: pause-before', 'no-saga-left'],
  ['no-saga-lease', 'last-seat', 'call payments POST /pay: pause-before', 'seats-never-oversold'],
  ['no-hold-lease', 'orchestrators-away', '', 'holds-end'],
];

describe('a planted bug is found', patience, () => {
  test('each is pinned', () => {
    expect(new Set(pinned.map(([bug]) => bug))).toEqual(new Set(plantedBugs));
  });

  test.each(pinned)('%s in %s by "%s" breaks %s', async (bug, name, strike, rule) => {
    const scenario = scenarioOf(name, bug);
    const tried =
      strike === '' ? await firstOf(explorePoints(scenario)) : await Array.fromAsync(explorePoints(scenario));
    const findings = findingsOf(tried).filter((finding) => strikeOf(finding) === strike);
    const broken = findings.flatMap(({ problems }) => problems.map((problem) => problem.rule));
    expect(broken).toContain(rule);
    expect(broken.filter((one) => !Object.hasOwn(rules, one))).toEqual([]);
    const [first] = findings;
    const again = await runPoints(scenario, first?.points ?? []);
    expect(again?.run.problems).toEqual(first?.problems);
    expect(again?.run.happenings.length).toBeGreaterThan(again?.run.effects.length ?? 0);
  });
});

describe('the scenarios are what they say', () => {
  test.each([
    ['confirmed', 'RSV-1 is completed: hold done, charge done, sell done, save done'],
    ['no-seats', 'call gateway POST /reserve: 409 no_seats, RSV-1 cancelled'],
    ['last-seat', 'call inventory POST /reserve: 409 no_seats'],
    ['payment-slow-before', 'call payments POST /refund: 200 voided'],
    ['payment-slow-after', 'call payments GET /payments/:id: 200 captured'],
    ['notifications-down', 'call notifications POST /notify: 503 chaos_crash'],
    ['save-fails', 'call payments POST /refund: 200 refunded'],
    ['impatient', 'call gateway POST /reserve: 504 reservation_in_progress, RSV-1 unknown'],
    ['inventory-instance-down', 'call inventory POST /reserve: refused'],
    ['hold-lease-ends', 'call inventory POST /confirm: 409 hold_gone'],
    ['orchestrators-away', 'call gateway POST /reserve: 503 reservations_unreachable'],
  ])('%s: %s', async (name, text) => {
    const { happenings } = await scenarioOf(name, undefined).run([], true);
    expect(happenings.map((happening) => happening.text)).toContain(text);
  });

  test('same-key-twice: both requests are told of one reservation', async () => {
    const { happenings } = await scenarioOf('same-key-twice', undefined).run([], true);
    const told = happenings.filter(({ process, text }) => process === 'ann' && text.includes(': 200'));
    expect(told.map(({ text }) => text)).toEqual(Array(2).fill('call gateway POST /reserve: 200, RSV-1'));
  });

  test('orchestrator-gone: the other one takes the saga up when its lease has ended', async () => {
    const scenario = scenarioOf('orchestrator-gone', undefined);
    const { effects } = await scenario.run([], false);
    const pay = effects.find(({ name }) => name === 'call payments POST /pay');
    const { happenings } = await scenario.run([{ effect: pay?.number ?? 0, act: 'crash-after' }], true);
    const takenUp = happenings.find(({ process, text }) => process === 'reservations-2' && /claim saga/.test(text));
    expect(takenUp?.atMs).toBeGreaterThan(4000);
    expect(takenUp?.atMs).toBeLessThan(5100);
  });
});

function scenarioOf(name: string, bug: PlantedBug | undefined): CrashScenario {
  const scenario = reservationsScenarios({ seed, bug }).find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return scenario;
}

function findingsOf(tried: readonly Tried[]): CrashFinding[] {
  return tried.flatMap(({ finding }) => finding ?? []);
}

/** The run without a fault. */
async function firstOf(tried: AsyncIterable<Tried>): Promise<Tried[]> {
  for await (const first of tried) return [first];
  return [];
}

/** Empty for the run without a fault. */
function strikeOf({ strikes }: CrashFinding): string {
  return strikes.map(({ effect, act }) => `${effect.name}: ${act}`).join();
}
