/** The environment of an instance: what it is told, what its declaration adds, and the little it inherits. */
import type { InstanceValues } from './placeholders.ts';
import { replacePlaceholders } from './placeholders.ts';

export interface EnvironmentSources {
  readonly values: InstanceValues;
  /** The service's declared variables; placeholders in them are replaced. They win over all but `added`. */
  readonly declared: Readonly<Record<string, string>>;
  /** Added by whoever starts the system; wins over everything. */
  readonly added?: Readonly<Record<string, string>>;
  /** The lab's own environment. Only what programs need to run at all is passed on: no secret of the user's shell. */
  readonly lab: Readonly<Record<string, string | undefined>>;
  readonly labPid: number;
  /** Of the instance alone; absent where its service declares none. */
  readonly dataFolder?: string;
}

const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;

/** @throws TemblorError `unknown-placeholder`. */
export function instanceEnvironment(sources: EnvironmentSources): Record<string, string> {
  const { values, declared, added = {}, lab, labPid, dataFolder } = sources;
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = lab[name];
    if (value !== undefined) environment[name] = value;
  }
  environment.PORT = String(values.port);
  environment.INSTANCE_ID = values.instance;
  environment.INSTANCE_NUMBER = String(values.number);
  environment.TEMBLOR_LAB = String(labPid);
  if (dataFolder !== undefined) environment.DATA_FOLDER = dataFolder;
  for (const [name, urls] of Object.entries(values.urls)) {
    const variable = name.toUpperCase().replaceAll('-', '_');
    environment[`${variable}_URLS`] = urls.join(',');
    environment[`${variable}_URL`] = urls[0] ?? '';
  }
  for (const [name, value] of Object.entries(declared)) {
    environment[name] = replacePlaceholders(value, values, `environment ${name} of ${values.instance}`);
  }
  return { ...environment, ...added };
}
