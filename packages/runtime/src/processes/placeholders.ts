/** The values that an instance is told, and the placeholders in its command line and environment that stand for them. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';

export interface InstanceValues {
  readonly port: number;
  /** The instance's id. */
  readonly instance: string;
  /** Which replica it is, from 1. */
  readonly number: number;
  /** The URLs of each service and store that it calls, in order of the replicas; a store has one. */
  readonly urls: Readonly<Record<string, readonly string[]>>;
}

/**
 * Replaces `{port}`, `{instance}`, `{number}`, `{url:<service or store>}` and `{urls:<service>}`. Braces around
 * anything that is not of this form, as in JSON or a shell's `${HOME}`, are left as they are.
 *
 * @param place where the text stands, for the message of an error.
 * @throws TemblorError `unknown-placeholder` with those that are known.
 */
export function replacePlaceholders(text: string, values: InstanceValues, place: string): string {
  return text.replace(/(?<!\$)\{([a-z]+)(?::([\w-]+))?\}/g, (whole, word: string, name: string | undefined) => {
    const value = name === undefined ? plainValue(word, values) : urlValue(word, name, values);
    if (value !== undefined) return value;
    const known = ['{port}', '{instance}', '{number}'];
    for (const called of Object.keys(values.urls)) known.push(`{url:${called}}`, `{urls:${called}}`);
    throw usageError('unknown-placeholder', `${place}: unknown placeholder ${whole}`, suggestName(whole, known));
  });
}

function plainValue(word: string, values: InstanceValues): string | undefined {
  if (word === 'port') return String(values.port);
  if (word === 'instance') return values.instance;
  return word === 'number' ? String(values.number) : undefined;
}

function urlValue(word: string, name: string, values: InstanceValues): string | undefined {
  const urls = Object.hasOwn(values.urls, name) ? values.urls[name] : undefined;
  if (word === 'url') return urls?.[0];
  return word === 'urls' ? urls?.join(',') : undefined;
}
