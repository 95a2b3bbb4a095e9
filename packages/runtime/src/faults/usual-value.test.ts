import { expect, test } from 'vitest';
import { openFakeGround } from './testing/fake-ground.ts';

test('the record of a flag tells the value that it was turned on with, also where none was named', async () => {
  const { apply, facts } = openFakeGround();
  const flag = { kind: 'flag', target: { instance: 'shop' }, flag: 'latency_seconds' } as const;
  const usual = await apply(flag);
  const named = await apply({ ...flag, value: 0.5 });
  expect([usual.specification, named.specification]).toMatchObject([{ value: 5 }, { value: 0.5 }]);
  const applied = facts.filter((fact) => fact.type === 'fault-applied');
  expect(applied.map(({ parameters }) => parameters)).toEqual([
    { flag: 'latency_seconds', value: 5 },
    { flag: 'latency_seconds', value: 0.5 },
  ]);
});
