/** A fault in a word or two: its kind, and of a flag which one, as `temblor inject` has it: `flag latency_seconds=5`. */
export function nameFault({ kind, parameters }: FaultWords): string {
  if (kind !== 'flag' || !Object.hasOwn(parameters, 'flag')) return kind;
  const value = Object.hasOwn(parameters, 'value') && parameters.value !== true ? `=${String(parameters.value)}` : '';
  return `flag ${String(parameters.flag)}${value}`;
}

interface FaultWords {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
