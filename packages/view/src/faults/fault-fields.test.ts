import { describe, expect, test } from 'vitest';
import type { FilledForm } from './fault-fields.ts';
import { durationField, quickFaults, readForm } from './fault-fields.ts';
import { crash, flag, incorrectResponse, latency, partition } from './testing/catalogue.ts';

function filled(changes: Partial<FilledForm>): FilledForm {
  return {
    fault: latency,
    aim: { kind: 'link', id: 'a->b' },
    seconds: '10',
    values: {},
    sides: {},
    language: 'es',
    ...changes,
  };
}

describe('a form that is filled', () => {
  test('states what nobody touched by its defaults', () => {
    expect(readForm(filled({}))).toEqual({
      kind: 'wish',
      wish: { kind: 'latency', target: { link: 'a->b' }, durationMs: 10_000, latencyMs: 1200, direction: 'back' },
    });
  });

  test('states numbers as numbers, with a comma too, and seconds as milliseconds', () => {
    const form = filled({ seconds: '2,5', values: { latencyMs: '300', direction: 'both' } });
    expect(readForm(form)).toMatchObject({ wish: { durationMs: 2500, latencyMs: 300, direction: 'both' } });
  });

  test('leaves out a text that is empty', () => {
    const instance = { kind: 'instance', id: 'inventory-1' } as const;
    const form = filled({ fault: incorrectResponse, aim: instance });
    expect(readForm(form)).toEqual({
      kind: 'wish',
      wish: { kind: 'incorrect-response', target: { instance: 'inventory-1' }, durationMs: 10_000 },
    });
    expect(readForm({ ...form, values: { subject: 'PROD-1' } })).toMatchObject({ wish: { subject: 'PROD-1' } });
  });

  test.each([
    ['5', 5],
    ['0,5', 0.5],
    ['true', true],
    ['false', false],
    ['after', 'after'],
  ])('states the value %o of a flag as what it is', (written, value) => {
    const form = filled({ fault: flag, aim: { kind: 'instance', id: 'a' }, values: { flag: 'slow', value: written } });
    expect(readForm(form)).toMatchObject({ kind: 'wish', wish: { kind: 'flag', flag: 'slow', value } });
  });

  test('leaves the value of a flag to the service where none is written', () => {
    const form = filled({ fault: flag, aim: { kind: 'instance', id: 'a' }, values: { flag: 'slow' } });
    expect(readForm(form)).toMatchObject({
      wish: { kind: 'flag', target: { instance: 'a' }, durationMs: 10_000, flag: 'slow' },
    });
    expect(readForm(form)).not.toHaveProperty('wish.value');
  });

  test('chooses anew where what was chosen is not to be had', () => {
    const parameters = flag.parameters.map((parameter) =>
      parameter.name === 'flag' ? { ...parameter, kind: 'choice' as const, choices: ['slow', 'down'] } : parameter,
    );
    const form = (chosen: string) =>
      filled({ fault: { ...flag, parameters }, aim: { kind: 'instance', id: 'a' }, values: { flag: chosen } });
    expect(readForm(form('down'))).toMatchObject({ wish: { flag: 'down' } });
    expect(readForm(form('crash'))).toMatchObject({ wish: { flag: 'slow' } });
  });

  test('parts those of one side from those of the other', () => {
    const form = filled({ fault: partition, aim: { kind: 'groups' }, sides: { a: 'first', b: 'second', c: 'second' } });
    expect(readForm(form)).toMatchObject({ wish: { target: { groups: [['a'], ['b', 'c']] } } });
  });
});

describe('a form that is no wish', () => {
  test.each(['', 'ten', '0', '3601', 'Infinity', '0x10', '1e3'])('lasts %o seconds', (seconds) => {
    const problem = { kind: 'number', field: 'durationMs', minimum: 1, maximum: 3600 };
    expect(readForm(filled({ seconds }))).toEqual({ kind: 'problem', problem });
  });

  test.each(['0', '60001', 'x', '', '0x10', '1e3'])('has a latency of %o ms', (latencyMs) => {
    expect(readForm(filled({ values: { latencyMs } }))).toMatchObject({ problem: { field: 'latencyMs' } });
  });

  test('has nobody on one side', () => {
    const form = filled({ fault: partition, aim: { kind: 'groups' }, sides: { a: 'first' } });
    expect(readForm(form)).toEqual({ kind: 'problem', problem: { kind: 'empty-side' } });
  });
});

test('what is entered at first is what the terminal does: a crash holds its instance down for 2 s', () => {
  expect(durationField(crash).initialSeconds).toBe(2);
  expect(durationField(latency).initialSeconds).toBe(10);
});

test('an instance may be held down for no time at all, everything else lasts a second at least', () => {
  expect(durationField(crash).minimumSeconds).toBe(0);
  expect(durationField(latency).minimumSeconds).toBe(1);
  expect(readForm(filled({ fault: crash, aim: { kind: 'instance', id: 'a' }, seconds: '0' })).kind).toBe('wish');
});

test('what one click injects is a wish as it is', () => {
  const offered = [crash, latency, incorrectResponse];
  const forms = quickFaults.flatMap(({ kind, seconds, values }) => {
    const fault = offered.find((description) => description.kind === kind);
    return fault === undefined
      ? []
      : [filled({ fault, aim: { kind: 'instance', id: 'a' }, seconds: `${seconds}`, values })];
  });
  expect(forms.map((form) => readForm(form).kind)).toEqual(['wish', 'wish', 'wish']);
});
