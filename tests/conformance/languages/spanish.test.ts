/** Every system that comes with Temblor says what it declares in Spanish, too. */
import { knownSystems } from '@temblor/cli/host/known-systems';
import type { CheckContext, ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import { translate } from '@temblor/view/context/translate';
import { expect, test } from 'vitest';

const systems = await knownSystems(import.meta.dirname, undefined);

/** A run in which nothing happened: what needs no system to be looked at can say so. */
const nothing: CheckContext = {
  history: [],
  journal: [],
  observe: () => Promise.reject(new Error('nothing runs')),
  storeUrl: () => {
    throw new Error('nothing runs');
  },
};

test.each(systems)('$name has every declared text in Spanish', async ({ title, description, experiments, spanish }) => {
  const texts = await Promise.all(Object.values(experiments).map(textsOf));
  const all = new Set([title, description, ...texts.flat()]);
  expect([...all].filter((text) => translate(text, spanish) === null)).toEqual([]);
});

async function textsOf(experiment: ExperimentDeclaration): Promise<string[]> {
  const { title, description, phases, checks } = experiment;
  const names = checks.map(({ name }) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const asked = experiment.steadyState.requests.map(({ service, path }) => `${service} ${path}`).join(', ');
  const steady = `every instance answered as it should (${asked}), and nobody is OFF`;
  const found = await Promise.allSettled(checks.map((check) => check(nothing)));
  const judged = found.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value.check, result.value.summary] : [],
  );
  const measured = await Promise.all((experiment.measurements ?? []).map((measure) => measure(nothing)));
  const figures = measured
    .flat()
    .flatMap(({ figure, measured: value }) => (value.kind === 'absent' ? [figure, value.reason] : [figure]));
  return [title, description, ...phases.map(({ name }) => name), ...names, steady, ...judged, ...figures];
}
