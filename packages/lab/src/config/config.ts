/**
 * What a `temblor.config.ts` exports as its default: the systems that a folder adds to those that come with Temblor.
 *
 * ```ts
 * import { defineConfig, defineSystem } from 'temblor';
 * export default defineConfig({ systems: [defineSystem({ … })] });
 * ```
 */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import type { SystemDeclaration, SystemInput } from '../system/declaration.ts';
import { parseSystem } from '../system/define-system.ts';
import { describeIssues } from './describe-issues.ts';

const configSchema = z.strictObject({ systems: z.array(z.unknown()).min(1) });

/** A checked configuration. */
export interface Config {
  readonly systems: readonly SystemDeclaration[];
}

/** A configuration as one writes it down: systems that `defineSystem` checked, or plain declarations. */
export interface ConfigInput {
  readonly systems: readonly SystemInput[];
}

/**
 * Checks a configuration and every system in it, and fills in the defaults.
 *
 * @throws TemblorError `invalid-config` or `invalid-system`, naming every place that is wrong.
 */
export function defineConfig(input: ConfigInput): Config {
  return parseConfig(input);
}

/** Does the same for a value that no type checker has seen. @throws TemblorError as `defineConfig`. */
export function parseConfig(input: unknown): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    throw configError(describeIssues(configSchema, parsed.error, input).join('\n'));
  }
  const systems = parsed.data.systems.map(parseSystem);
  const names = systems.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw configError(`two systems are named '${twice}'; give one of them another name`);
  return { systems };
}

function configError(what: string): TemblorError {
  return new TemblorError('invalid-config', what, {
    exitCode: 78,
    hint: 'a configuration is `export default defineConfig({ systems: [ … ] })`',
  });
}
