/** What `Connection` says (RFC 9110 section 7.6.1): whether the connection stays, and which fields end with it. */
import { endOfRun, isWhiteSpace, tokenBytes } from './characters.ts';
import { roleOf } from './field-roles.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

export interface ConnectionOptions {
  readonly kind: 'connection-options';
  readonly close: boolean;
  readonly keepAlive: boolean;
  /** In lower case. Absent where it names none but `close` and `keep-alive`. */
  readonly nominated: ReadonlySet<string> | undefined;
}

const none: ConnectionOptions = { kind: 'connection-options', close: false, keepAlive: false, nominated: undefined };
const close: ConnectionOptions = { ...none, close: true };
const keepAlive: ConnectionOptions = { ...none, keepAlive: true };

/**
 * Fields that are for whoever answers in the end: who strips them from a request on its way changes what it means
 * (N. Davison, "Abusing HTTP hop-by-hop request headers", 2019). Those that frame or route it are known by their role.
 * `Via` and `X-Forwarded-…` may be named: that takes off what others say there, never what we say.
 */
const endToEnd = new Set(
  'authorization cache-control content-encoding content-range content-type cookie date if-match if-none-match origin range set-cookie'.split(
    ' ',
  ),
);

/** @param value all fields `Connection` as one list. */
export function connectionOptions(value: string | undefined): ConnectionOptions | Refused {
  if (value === undefined) return none;
  if (value === 'keep-alive' || value === 'Keep-Alive') return keepAlive;
  if (value === 'close') return close;
  const options = new Set<string>();
  for (const member of value.split(',')) {
    const option = withoutWhiteSpace(member).toLowerCase();
    if (option === '') continue;
    if (endOfRun(option, 0, tokenBytes) !== option.length) return refused(400, 'bad-connection');
    if (isNeeded(option)) return refused(400, 'connection-names-end-to-end-field');
    options.add(option);
  }
  const closes = options.delete('close');
  const keeps = options.delete('keep-alive');
  const nominated = options.size === 0 ? undefined : options;
  return { kind: 'connection-options', close: closes, keepAlive: keeps, nominated };
}

function isNeeded(name: string): boolean {
  switch (roleOf(name)) {
    case 'host':
    case 'content-length':
    case 'transfer-encoding':
    case 'expect':
      return true;
    default:
      return endToEnd.has(name);
  }
}

/** Space and tab only: `trim` takes off more, which other readers would leave on. */
function withoutWhiteSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
