import { describe, expect, test } from 'vitest';
import { faultCatalogue, faultDescription } from './catalogue.ts';
import { faultKinds, faultSpecification } from './fault.ts';

const examples = {
  instance: { instance: 'a' },
  link: { link: 'a->b' },
  store: { store: 'db' },
  groups: { groups: [['a'], ['b']] },
} as const;

describe('the catalogue of faults', () => {
  test('has every kind, in the order of its listing, as the API describes it', () => {
    expect(faultCatalogue.map(({ kind }) => kind)).toEqual(faultKinds);
    for (const description of faultCatalogue) expect(faultDescription.parse(description)).toEqual(description);
  });

  test.each(faultCatalogue)(
    'gives $kind parameters that are accepted as they stand, on each of its targets',
    (fault) => {
      const given = fault.parameters.filter((parameter) => parameter.default !== null || parameter.required);
      const parameters = Object.fromEntries(given.map((parameter) => [parameter.name, parameter.default ?? 'given']));
      const duration = { name: 'durationMs', kind: 'number', default: fault.kind === 'restart' ? 1000 : 60_000 };
      expect(fault.parameters[0]).toMatchObject(duration);
      expect(fault.targets.length).toBeGreaterThan(0);
      for (const target of fault.targets) {
        const wish = { kind: fault.kind, target: examples[target], ...parameters };
        expect(faultSpecification.parse(wish)).toEqual(wish);
      }
    },
  );

  test.each(faultCatalogue)('gives $kind bounds that its schema keeps too', (fault) => {
    const [target] = fault.targets;
    const required = Object.fromEntries(
      fault.parameters.filter((parameter) => parameter.required).map(({ name }) => [name, 'given']),
    );
    const accepts = (name: string, value: unknown) =>
      faultSpecification.safeParse({ ...required, kind: fault.kind, target: target && examples[target], [name]: value })
        .success;
    for (const { name, minimum, maximum, choices } of fault.parameters) {
      if (minimum !== null) expect([accepts(name, minimum), accepts(name, minimum - 1)]).toEqual([true, false]);
      if (maximum !== null) expect([accepts(name, maximum), accepts(name, maximum + 1)]).toEqual([true, false]);
      if (choices.length > 0) expect([...choices, 'none'].map((value) => accepts(name, value)).at(-1)).toBe(false);
    }
  });

  test('knows which faults can be aimed at an instance and a link, and which only a fault switch can do', () => {
    const latency = faultCatalogue.find(({ kind }) => kind === 'latency');
    expect(latency?.targets).toEqual(['instance', 'link']);
    expect(latency?.parameters.find(({ name }) => name === 'direction')).toMatchObject({
      ...{ kind: 'choice', default: 'back', choices: ['forward', 'back', 'both'] },
    });
    expect(faultCatalogue.filter((fault) => fault.needsFaultSwitch).map(({ kind }) => kind)).toEqual([
      'incorrect-response',
    ]);
    expect(faultCatalogue.filter((fault) => fault.needsFlags).map(({ kind }) => kind)).toEqual(['flag']);
  });

  test('knows what of a flag must be given, and that its value may be of any kind', () => {
    const flag = faultCatalogue.find(({ kind }) => kind === 'flag');
    expect(flag?.parameters.slice(1)).toMatchObject([
      { name: 'flag', kind: 'text', required: true, default: null },
      { name: 'value', kind: 'value', required: false, default: null },
    ]);
  });
});
