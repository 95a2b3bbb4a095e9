/** Every fault with its targets and parameters, derived from the schemas of the faults: what a form is drawn from. */
import { z } from 'zod';
import type { FaultKind } from './fault.ts';
import { faultSpecification } from './fault.ts';

const faultTarget = z.enum(['instance', 'link', 'store', 'groups']);

const faultParameter = z.object({
  name: z.string(),
  /** `choice`: one of `choices`; `flag`: yes or no; `value`: a number, a text, or yes or no. */
  kind: z.enum(['number', 'choice', 'text', 'flag', 'value']),
  /** Whether the fault is none without it. */
  required: z.boolean(),
  /** Null: left to the fault where nothing is given. */
  default: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  choices: z.array(z.string()),
});

/** The schema of one kind of fault, as the control API describes it. */
export const faultDescription = z.object({
  kind: z.string(),
  /** What it can be aimed at. */
  targets: z.array(faultTarget),
  /** Whether only a service with a fault switch that can falsify its answers can do it. */
  needsFaultSwitch: z.boolean(),
  /** Whether only a service with flags of its own can do it. */
  needsFlags: z.boolean(),
  /** `durationMs`, its time limit, is the first. */
  parameters: z.array(faultParameter),
});
export type FaultDescription = z.infer<typeof faultDescription>;

/** Nothing but the service itself can do these: a proxy does not know what an answer means. */
const onlyBySwitch: ReadonlySet<FaultKind> = new Set<FaultKind>(['incorrect-response']);

/** The part of JSON Schema in which the schemas of faults are written. */
const objectSchema = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
});
const targetSchema = z.union([objectSchema.transform((only) => [only]), unionOf(objectSchema)]);
const parameterSchema = z.object({
  type: z.enum(['number', 'integer', 'string', 'boolean']),
  default: z.union([z.number(), z.string(), z.boolean()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).optional(),
});

/** A number, a text, or yes or no. */
const valueSchema = z.object({ type: z.array(z.enum(['number', 'string', 'boolean'])) });

function unionOf<T extends z.ZodType>(member: T) {
  return z.object({ anyOf: z.array(member) }).transform(({ anyOf }) => anyOf);
}

/** Every kind of fault, in the order in which it is listed to users. */
export const faultCatalogue: readonly FaultDescription[] = faultSpecification.options.map((option) => {
  const { properties, required } = objectSchema.parse(z.toJSONSchema(option, { io: 'input' }));
  const { kind: _kind, target, ...parameters } = properties;
  const kind = option.shape.kind.value;
  return {
    kind,
    targets: targetSchema
      .parse(target)
      .flatMap(({ properties }) => z.array(faultTarget).parse(Object.keys(properties))),
    needsFaultSwitch: onlyBySwitch.has(kind),
    needsFlags: kind === 'flag',
    parameters: Object.entries(parameters).map(([name, schema]) => ({
      name,
      required: required.includes(name),
      ...describeParameter(schema),
    })),
  };
});

function describeParameter(schema: unknown): Omit<FaultDescription['parameters'][number], 'name' | 'required'> {
  const { success: isValue } = valueSchema.safeParse(schema);
  if (isValue) return { kind: 'value', default: null, minimum: null, maximum: null, choices: [] };
  const { type, default: initial, minimum, maximum, enum: choices } = parameterSchema.parse(schema);
  const kinds = { number: 'number', integer: 'number', string: 'text', boolean: 'flag' } as const;
  return {
    kind: choices === undefined ? kinds[type] : 'choice',
    default: initial ?? null,
    minimum: minimum ?? null,
    maximum: maximum ?? null,
    choices: choices ?? [],
  };
}
