/** The fields of a fault's form, and what they amount to. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { Language } from '../context/language.tsx';
import type { FaultAim, FaultWish } from './fault-actions.ts';
import type { Aim } from './fault-offers.ts';
import { readDecimal } from './read-decimal.ts';

export type FaultParameter = FaultDescription['parameters'][number];

/** What a user has entered; the fields that are not here still have their defaults. */
export type FieldValues = Readonly<Record<string, string | boolean>>;

/** Which side of a partition someone is on; who is absent is on none, and hears everyone. */
export type Sides = Readonly<Record<string, 'first' | 'second'>>;

/** Seconds that a fault lasts where a user says nothing, and that an instance is away: these as in the terminal. */
const defaultSeconds = 10;
const holdSeconds: Readonly<Record<string, number>> = { crash: 2, restart: 1 };
const secondsBounds = { minimum: 1, maximum: 3600 };

/** The duration of a fault, in the seconds in which people think of it. */
export interface DurationField {
  readonly initialSeconds: number;
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
}

/** The field for a fault's time limit. A hold may be 0: the supervisor then restarts the instance at once. */
export function durationField(fault: FaultDescription): DurationField {
  const { kind, parameters } = fault;
  const maximumMs = parameters.find(({ name }) => name === 'durationMs')?.maximum ?? null;
  return {
    initialSeconds: (Object.hasOwn(holdSeconds, kind) ? holdSeconds[kind] : undefined) ?? defaultSeconds,
    minimumSeconds: isHold(fault) ? 0 : secondsBounds.minimum,
    maximumSeconds: maximumMs === null ? secondsBounds.maximum : Math.min(secondsBounds.maximum, maximumMs / 1000),
  };
}

/** Whether the time of a fault is the least for which its instance is away. */
export function isHold({ kind }: FaultDescription): boolean {
  return kind === 'crash' || kind === 'restart';
}

/** The fields of a fault besides its time limit. */
export function fieldsOf({ parameters }: FaultDescription): readonly FaultParameter[] {
  return parameters.filter(({ name }) => name !== 'durationMs');
}

/** What a field holds before a user touches it. */
function initialValue(parameter: FaultParameter): string | boolean {
  if (parameter.kind === 'flag') return parameter.default === true;
  if (parameter.kind === 'choice') return String(parameter.default ?? parameter.choices[0] ?? '');
  return parameter.default === null ? '' : String(parameter.default);
}

/** What a field holds now. What was chosen where there was another choice is forgotten. */
export function enteredValue(values: FieldValues, parameter: FaultParameter): string | boolean {
  const { name, kind, choices } = parameter;
  const entered = Object.hasOwn(values, name) ? values[name] : undefined;
  if (entered === undefined || (kind === 'choice' && !choices.includes(String(entered))))
    return initialValue(parameter);
  return entered;
}

/** Why a form is no wish: a number that is none or out of its bounds, or a side of a partition without anyone. */
export type FormProblem =
  | {
      readonly kind: 'number';
      readonly field: string;
      readonly minimum: number | null;
      readonly maximum: number | null;
    }
  | { readonly kind: 'empty-side' };

export type FormResult =
  | { readonly kind: 'wish'; readonly wish: FaultWish }
  | { readonly kind: 'problem'; readonly problem: FormProblem };

/** A filled form: which fault, where, and what was entered. */
export interface FilledForm {
  readonly fault: FaultDescription;
  readonly aim: Aim;
  readonly seconds: string;
  readonly values: FieldValues;
  readonly sides: Sides;
  /** In which the numbers were written. */
  readonly language: Language;
}

/** The wish that a form states. An empty text that has no default is left out. */
export function readForm({ fault, aim, seconds, values, sides, language }: FilledForm): FormResult {
  const { minimumSeconds, maximumSeconds } = durationField(fault);
  const duration = readNumber('durationMs', readDecimal(seconds, language), minimumSeconds, maximumSeconds);
  if (duration.kind === 'problem') return duration;
  const target = targetOf(aim, sides);
  if (target === null) return { kind: 'problem', problem: { kind: 'empty-side' } };
  const entered: Record<string, unknown> = {};
  for (const parameter of fieldsOf(fault)) {
    const value = enteredValue(values, parameter);
    if (parameter.kind === 'number') {
      if (value === '' && parameter.default === null) continue;
      const number = readNumber(
        parameter.name,
        readDecimal(String(value), language),
        parameter.minimum,
        parameter.maximum,
      );
      if (number.kind === 'problem') return number;
      entered[parameter.name] = number.value;
    } else if (value !== '') entered[parameter.name] = parameter.kind === 'value' ? readValue(value, language) : value;
  }
  const durationMs = Math.round(duration.value * 1000);
  return { kind: 'wish', wish: { ...entered, kind: fault.kind, target, durationMs } };
}

/** A value as it was written: a number, `true` or `false`, or else a text. */
function readValue(written: string | boolean, language: Language): string | number | boolean {
  const text = String(written).trim();
  if (text === 'true' || text === 'false') return text === 'true';
  return readDecimal(text, language) ?? text;
}

function targetOf(aim: Aim, sides: Sides): FaultAim | null {
  switch (aim.kind) {
    case 'instance':
      return { instance: aim.id };
    case 'link':
      return { link: aim.id };
    case 'store':
      return { store: aim.id };
    case 'groups': {
      const groups = (['first', 'second'] as const).map((side) =>
        Object.keys(sides).filter((id) => sides[id] === side),
      );
      return groups.every((group) => group.length > 0) ? { groups } : null;
    }
  }
  return aim satisfies never;
}

type NumberResult =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'problem'; readonly problem: FormProblem };

function readNumber(field: string, value: number | null, minimum: number | null, maximum: number | null): NumberResult {
  const isIn = value !== null && (minimum === null || value >= minimum) && (maximum === null || value <= maximum);
  return isIn ? { kind: 'number', value } : { kind: 'problem', problem: { kind: 'number', field, minimum, maximum } };
}

/** The faults that one click injects into an instance, where the catalogue has them, each with what it is not by default. */
export const quickFaults: readonly {
  readonly name: 'crash' | 'pause' | 'slow' | 'wrong';
  readonly kind: string;
  readonly seconds: number;
  readonly values: FieldValues;
}[] = [
  { name: 'crash', kind: 'crash', seconds: 10, values: {} },
  { name: 'pause', kind: 'pause', seconds: 5, values: {} },
  { name: 'slow', kind: 'latency', seconds: 10, values: { latencyMs: '1200' } },
  { name: 'wrong', kind: 'incorrect-response', seconds: 10, values: {} },
];
