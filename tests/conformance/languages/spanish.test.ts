/** Every system that comes with Temblor says what it declares in Spanish, too. */
import { readFileSync } from 'node:fs';
import type { Json } from '@temblor/checkers/history/operation';
import { knownSystems } from '@temblor/cli/host/known-systems';
import type { CheckContext, ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import { translate } from '@temblor/view/context/translate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresqlBehindProxy } from '../bus/postgresql-ground.ts';
import { openPostgresqlBehindProxy } from '../bus/postgresql-ground.ts';

const systems = await knownSystems(import.meta.dirname, undefined);

/** Of the system whose checks read a store. */
const votingSchema = new URL('../../../systems/voting/schema.sql', import.meta.url);

const lists = 'events holds payments ledger notifications reservations sagas outbox'.split(' ');
const emptyLists = Object.fromEntries(lists.map((list) => [list, []]));

/** A run in which nothing happened, of a system whose services and stores hold nothing. */
let nothing: CheckContext;

let store: PostgresqlBehindProxy;
beforeAll(async () => {
  store = await openPostgresqlBehindProxy(readFileSync(votingSchema, 'utf8'));
  nothing = {
    history: [],
    journal: [],
    observe: (_instance, path) => Promise.resolve({ status: 200, body: emptyPage(path) }),
    storeUrl: () => store.directUrl,
  };
});
afterAll(() => store[Symbol.asyncDispose]());

function emptyPage(path: string): Json {
  if (path.startsWith('/messages')) return [];
  return path.startsWith('/inventory') ? { offset: 0, items: {} } : emptyLists;
}

test.each(systems)('$name has every declared text in Spanish', async (system) => {
  const { title, description, experiments, actions, race, spanish } = system;
  const texts = await Promise.all(Object.values(experiments).map(textsOf));
  const asked = Object.values(actions).map((action) => action.title);
  const raced = race === undefined ? [] : [race.title, race.description];
  const all = new Set([title, description, ...asked, ...raced, ...texts.flat()]);
  expect([...all].filter((text) => translate(text, spanish) === null)).toEqual([]);
});

async function textsOf(experiment: ExperimentDeclaration): Promise<string[]> {
  const { title, description, phases, checks } = experiment;
  const names = checks.map(({ name }) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const asked = experiment.steadyState.requests.map(({ service, path }) => `${service} ${path}`).join(', ');
  const steady = `every instance answered as it should (${asked}), and nobody is OFF`;
  const found = await Promise.all(checks.map((check) => check(nothing)));
  const judged = found.flatMap(({ check, summary }) => [check, summary]);
  const measured = await Promise.all((experiment.measurements ?? []).map((measure) => measure(nothing)));
  const figures = measured
    .flat()
    .flatMap(({ figure, measured: value }) => (value.kind === 'absent' ? [figure, value.reason] : [figure]));
  return [title, description, ...phases.map(({ name }) => name), ...names, steady, ...judged, ...figures];
}
