import { usageError } from '@temblor/foundation/errors/temblor-error';

/** What decides how a system is started; absent or empty where it was not given. */
interface StartSettings {
  readonly ports?: string | undefined;
  readonly seed?: number | undefined;
  readonly set: Readonly<Record<string, string>>;
  readonly store: Readonly<Record<string, string>>;
}

/**
 * What is up stays as it was started, so that whatever was given to start it otherwise would change nothing.
 * @throws TemblorError `settings-too-late`, which names settings without their values: one may be a secret.
 */
export function refuseLateSettings(id: string, { ports, seed, set, store }: StartSettings): void {
  const late = [
    ...(ports === undefined ? [] : [`--ports ${ports}`]),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...Object.keys(set).map((name) => `--set ${name}`),
    ...Object.keys(store).map((name) => `--store ${name}`),
  ];
  if (late.length === 0) return;
  throw usageError(
    'settings-too-late',
    `'${id}' is up already, and ${late.join(', ')} would change nothing`,
    `end it first (temblor down ${id}), or start another beside it, under another --id`,
  );
}
