type Environment = Readonly<Record<string, string>>;

/** Which settings a system that was started in one environment lacks for an experiment of a system that has another. */
export function missingSettings(started: Environment | undefined, needed: Environment | undefined): readonly string[] {
  return Object.entries(needed ?? {})
    .filter(([name, value]) => started?.[name] !== value)
    .map(([name, value]) => `${name}=${value}`);
}
